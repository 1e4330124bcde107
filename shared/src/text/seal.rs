//! What went wrong with a key file, for whoever holds it.

use super::Text;
use crate::envelope::KeyFileError;

/// Why a key file is not taken, and what to do.
#[must_use]
pub const fn key_file(why: &KeyFileError) -> Text {
    match why {
        KeyFileError::NotAKeyFile(_) => Text::new(
            "这不是本系统的密钥文件，请重新选择以 .key.json 结尾的文件。",
            "This is not a key file of this system. Choose the file whose name ends in .key.json.",
        ),
        KeyFileError::Version => Text::new(
            "密钥文件的版本不受支持，请刷新页面后重试，或联系管理员。",
            "The key file is of a version that is not supported. Reload the page and try again, or ask the administrator.",
        ),
        KeyFileError::Name => Text::new(
            "密钥名称须为 1 至 200 字节，且不含控制字符，请更正。",
            "The key's name must have 1 to 200 bytes and no control characters. Correct it.",
        ),
        KeyFileError::WrongKind { .. } => Text::new(
            "这是另一种用途的密钥文件，请选择此处所要求的密钥文件。",
            "This key file is for another purpose. Choose the one that is asked for here.",
        ),
        KeyFileError::WrongKey { .. } => Text::new(
            "这不是登记的那一把密钥，请选择为本采购包制作的密钥文件。",
            "This is another key than the one that is enrolled. Choose the key file that was made for this lot.",
        ),
        KeyFileError::Cost => Text::new(
            "密钥文件的参数超出范围，文件可能已损坏，请使用备份。",
            "The key file's parameters are out of range; it may be damaged. Use the backup.",
        ),
        KeyFileError::WrongPassphrase => Text::new(
            "口令不正确（或文件已损坏），请重新输入；仍不行请使用备份。",
            "The passphrase is wrong (or the file is damaged). Enter it again; if that does not help, use the backup.",
        ),
        KeyFileError::Mismatch => Text::new(
            "文件中的私钥与公钥不相符，请使用备份。",
            "The private key in the file does not belong to its public key. Use the backup.",
        ),
    }
}
