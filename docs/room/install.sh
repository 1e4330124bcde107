#!/usr/bin/env bash
# Makes a Debian 12 machine the terminal of a seat. Run as root, in the folder with these files:
#   ./install.sh ADDRESS SERVER-IP authority.pem
set -euo pipefail
[ $# = 3 ] || { sed -n 2,4p "$0"; exit 2; }
address=${1%/} server=$2 authority=$3
case $address in https://*) ;; *) echo "the address must begin with https://" >&2; exit 2 ;; esac
apt-get install -y --no-install-recommends chromium cage fonts-noto-cjk fcitx5-chinese-addons libnss3-tools nftables

id bidroom >/dev/null 2>&1 || useradd --system --home-dir /var/lib/bidroom-kiosk --create-home --shell /usr/sbin/nologin bidroom

# The authority of the server, for the whole machine and for Chromium's own store.
install -m 644 "$authority" /usr/local/share/ca-certificates/bidroom.crt
update-ca-certificates
store=/var/lib/bidroom-kiosk/.pki/nssdb
install -d -o bidroom -g bidroom -m 700 /var/lib/bidroom-kiosk "$store"
runuser -u bidroom -- certutil -d "sql:$store" -N --empty-password 2>/dev/null || true
runuser -u bidroom -- certutil -d "sql:$store" -A -t C,, -n bidroom -i /usr/local/share/ca-certificates/bidroom.crt

install -d /etc/chromium/policies/managed
sed "s#https://bidroom.centre.example#$address#g" policies.json >/etc/chromium/policies/managed/bidroom.json
sed "s#https://bidroom.centre.example/#$address/#" bidroom-kiosk.env >/etc/bidroom-kiosk.env
sed "s#define server = .*#define server = $server#" nftables.conf >/etc/nftables.conf
install -m 644 bidroom-kiosk.service /etc/systemd/system/
systemctl daemon-reload
systemctl disable --now getty@tty1 || true
systemctl enable --now nftables bidroom-kiosk
echo "The seat opens $address; bind it with the code from the officer's page at $address/terminal"
