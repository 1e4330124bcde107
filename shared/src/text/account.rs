//! The words of the account screens: registration, keys, the administrator's accounts.

labels! {
    // ---- register ----
    REGISTER "投标人注册" | "Register as a bidder";
    REGISTER_LEAD "为本单位注册一个账号。注册后请立即生成并登记身份密钥，投标文件用它签名。" | "Make an account for your organisation. Then make and enrol an identity key at once: bids are signed with it.";
    ORG_NAME "单位名称" | "Organisation";
    ORG_NAME_HINT "与营业执照一致" | "As on the business licence";
    USCC "统一社会信用代码" | "Unified social credit code";
    USCC_HINT "18 位字母和数字" | "18 letters and digits";
    PERSON "联系人姓名" | "Contact person";
    NEW_ACCOUNT "账号" | "Account";
    NEW_ACCOUNT_HINT "字母、数字、点、下划线和连字符，最多 64 个" | "Letters, digits, dot, underscore, hyphen; at most 64";
    NEW_PASSWORD "密码" | "Password";
    NEW_PASSWORD_HINT "至少 8 个字符；签署时要再次输入" | "At least 8 characters; asked again whenever you sign";
    PASSWORD_AGAIN "再输入一次密码" | "The password again";
    PASSWORDS_DIFFER "两次输入的密码不一致" | "The two passwords differ";
    PASSWORD_SHORT "密码至少 8 个字符" | "The password has at least 8 characters";
    BAD_ID "只能用字母、数字、点、下划线和连字符，最多 64 个" | "Letters, digits, dot, underscore and hyphen only, at most 64";
    BAD_USCC "应为 18 位字母和数字" | "18 letters and digits";
    DO_REGISTER "注册" | "Register";
    REGISTERED "注册成功，请登记身份密钥" | "Registered. Now enrol an identity key";
    // ---- keys ----
    MY_KEYS "我的密钥" | "My keys";
    MY_KEYS_LEAD "身份密钥在您的浏览器中生成，私钥只保存在您下载的密钥文件里，系统只登记公钥。" | "An identity key is made in your browser. The private half stays in the key file that you download; only the public half is enrolled.";
    IDENTITY_KEYS "已登记的身份密钥" | "Enrolled identity keys";
    NO_IDENTITY "您还没有登记身份密钥" | "You have no enrolled identity key yet";
    KEY "公钥" | "Public key";
    ENROLLED_AT "登记时间" | "Enrolled";
    KEY_STATE "状态" | "State";
    IN_FORCE "有效" | "In force";
    REPLACED "已更换（{at}）" | "Replaced ({at})";
    NEW_IDENTITY "生成新的身份密钥" | "Make a new identity key";
    REPLACES_FORMER "登记新密钥后，原密钥立即失效；已签署的内容不受影响。已用原密钥生成的解密密钥须重新生成。" | "When the new key is enrolled the former one is void at once; what was signed stays signed. Holder's keys made under the former one must be made again.";
    ENROL "登记身份密钥" | "Enrol the identity key";
    ENROLLED "身份密钥已登记" | "The identity key is enrolled";
    // ---- making a key file ----
    STEP_MAKE "1. 生成并下载密钥文件" | "1. Make and download the key file";
    STEP_TEST "2. 载入下载的文件，试开一次" | "2. Load the downloaded file and open it once";
    STEP_TEST_LEAD "能打开才算数：请选择刚才下载的文件并输入口令。" | "It counts only when it opens: choose the file that was just downloaded and enter its passphrase.";
    PASSPHRASE "密钥文件口令" | "Passphrase of the key file";
    PASSPHRASE_HINT "至少 8 个字符；忘记后无人能找回" | "At least 8 characters; nobody can recover it";
    PASSPHRASE_AGAIN "再输入一次口令" | "The passphrase again";
    PASSPHRASES_DIFFER "两次输入的口令不一致" | "The two passphrases differ";
    PASSPHRASE_SHORT "口令至少 8 个字符" | "The passphrase has at least 8 characters";
    MAKE_KEY "生成密钥并下载" | "Make the key and download it";
    KEY_MADE "密钥文件已生成：{file}" | "The key file is made: {file}";
    DOWNLOAD_AGAIN "再次下载" | "Download again";
    PAPER_BACKUP "纸质备份" | "Printed backup";
    PAPER_BACKUP_LEAD "打印本页并与口令分开保管；丢失文件时可用它还原密钥文件。" | "Print this and keep it apart from the passphrase; the key file can be restored from it.";
    PRINT "打印" | "Print";
    // ---- loading a key file ----
    KEY_FILE "密钥文件" | "Key file";
    KEY_FILE_HINT "以 .key.json 结尾的文件，只在本页内打开，不会上传" | "The file that ends in .key.json. It is opened in this page only and never uploaded";
    OPEN_KEY "打开密钥" | "Open the key";
    KEY_OPEN "密钥已打开（仅限本页）" | "The key is open (in this page only)";
    FORGET_KEY "关闭密钥" | "Close the key";
    LOAD_SAMPLE "载入示例密钥" | "Load the sample key";
    SAMPLE_HINT "示例中心：示例人员的密钥可以一键载入。" | "Sample centre: the keys of the sample people load by a click.";
    NO_KEY_FILE "请先选择密钥文件" | "Choose the key file first";
    NO_PASSPHRASE "请输入口令" | "Enter the passphrase";
    // ---- accounts ----
    ACCOUNTS "账号管理" | "Accounts";
    ACCOUNTS_LEAD "管理员只开设账号，不接触任何采购项目。投标人自行注册，专家账号在签到时产生。" | "The administrator makes accounts and touches no tender. Bidders register themselves; experts' accounts are made at check-in.";
    ROLE "岗位" | "Role";
    NAME "姓名" | "Name";
    HAS_IDENTITY "身份密钥" | "Identity key";
    YES "已登记" | "Enrolled";
    NO "未登记" | "None";
    MAKE_ACCOUNT "开设账号" | "Make an account";
    FIRST_PASSWORD "初始密码" | "First password";
    ORG_ID "采购人单位代码" | "Purchaser's code";
    ORG_ID_HINT "仅采购人填写；新单位会一并建立" | "For purchasers only; a new organisation is made with it";
    PURCHASER_NAME "采购人单位名称" | "Purchaser's name";
    ACCOUNT_MADE "账号已开设" | "The account is made";
    FILTER "按姓名、账号或单位查找" | "Find by name, account or organisation";
    FILL_IN "请填写此项" | "Fill this in";
}
