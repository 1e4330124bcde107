#!/usr/bin/env python3
"""Google Tink opens our payloads and seals others for us; pyhpke does the same with the wraps. `sealed.py FOLDER`."""

import hashlib
import io
import json
import pathlib
import sys

import pyhpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from tink import proto_keyset_format, secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2 as streaming, common_pb2, tink_pb2

TYPE = "type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey"
FIRST = (1 << 20) - 40 - 16
# Tink has no empty payload: its empty one is a header and a tag, as ours.
LENGTHS = [0, 1, FIRST, FIRST + 1, FIRST + (1 << 20) - 16, 2_500_000]


def primitive(key):
    params = streaming.AesGcmHkdfStreamingParams(
        ciphertext_segment_size=1 << 20, derived_key_size=32, hkdf_hash_type=common_pb2.SHA256
    )
    value = streaming.AesGcmHkdfStreamingKey(version=0, key_value=key, params=params).SerializeToString()
    data = tink_pb2.KeyData(type_url=TYPE, value=value, key_material_type=tink_pb2.KeyData.SYMMETRIC)
    one = tink_pb2.Keyset.Key(key_data=data, status=tink_pb2.ENABLED, key_id=1, output_prefix_type=tink_pb2.RAW)
    keyset = tink_pb2.Keyset(primary_key_id=1, key=[one]).SerializeToString()
    return proto_keyset_format.parse(keyset, secret_key_access.TOKEN).primitive(streaming_aead.StreamingAead)


def opened(aead, payload, ctx):
    with aead.new_decrypting_stream(io.BytesIO(payload), ctx) as stream:
        return stream.read()


class Kept(io.BytesIO):
    def close(self):
        self.whole = self.getvalue()
        super().close()


def sealed(aead, plain, ctx):
    out = Kept()
    with aead.new_encrypting_stream(out, ctx) as stream:
        stream.write(plain)
    return out.whole


def suite():
    return pyhpke.CipherSuite.new(
        pyhpke.KEMId.DHKEM_X25519_HKDF_SHA256, pyhpke.KDFId.HKDF_SHA256, pyhpke.AEADId.AES256_GCM
    )


def main(folder):
    streaming_aead.register()
    ours = json.loads((folder / "ours.json").read_text())
    key, ctx = bytes.fromhex(ours["key"]), bytes.fromhex(ours["ctx"])
    aead = primitive(key)
    for n in range(ours["payloads"]):
        payload, plain = (folder / f"ours-{n}.payload").read_bytes(), (folder / f"ours-{n}.plain").read_bytes()
        assert opened(aead, payload, ctx) == plain, f"payload {n} differs"
        # Not bytes behind the end: behind a final segment of full length Tink (1.16) reads over them. Our header's length forbids them.
        for spoiled in (payload[:-1], payload[:41] + bytes([payload[41] ^ 1]) + payload[42:]):
            try:
                opened(aead, spoiled, ctx)
            except Exception:  # tink.TinkError, or an OSError of the stream
                continue
            raise AssertionError(f"Tink opened payload {n} although it was spoiled")
    for n, length in enumerate(LENGTHS):
        plain = bytes((i * 13) & 255 for i in range(length))
        (folder / f"theirs-{n}.plain").write_bytes(plain)
        (folder / f"theirs-{n}.payload").write_bytes(sealed(aead, plain, ctx))
    wraps = []
    for wrap in ours["wraps"]:
        secret = suite().kem.deserialize_private_key(bytes.fromhex(wrap["secret"]))
        info, enc, ct = (bytes.fromhex(wrap[name]) for name in ("info", "enc", "ct"))
        share = suite().create_recipient_context(enc, secret, info=info).open(ct)
        label = b"bidroom/seal/1/share" + ctx + bytes([wrap["x"]])
        assert hashlib.sha256(label + share).hexdigest() == wrap["share_hash"], f"share {wrap['x']}"
        raw = X25519PrivateKey.from_private_bytes(bytes.fromhex(wrap["secret"])).public_key().public_bytes_raw()
        public = suite().kem.deserialize_public_key(raw)
        enc, sender = suite().create_sender_context(public, info=info)
        wraps.append({"enc": enc.hex(), "ct": sender.seal(share).hex()})
    theirs = {"key": ours["key"], "ctx": ours["ctx"], "payloads": len(LENGTHS), "wraps": wraps}
    (folder / "theirs.json").write_text(json.dumps(theirs))
    print(f"Tink opened {ours['payloads']} payloads of ours and sealed {len(LENGTHS)}; pyhpke opened {len(wraps)} wraps and made as many")


main(pathlib.Path(sys.argv[1]))
