//! The words of a bidder's rehearsal.

labels! {
    REHEARSAL "投标演练" | "Rehearsal";
    REHEARSAL_LEAD "截止前用您自己的电脑走一遍：打开密钥、加密一份测试投标、再解密核对、测量上传速度。演练不产生任何投标，测试内容不会留在服务器上。" | "Try it on your own machine before the deadline: open the key, seal a small test bid, open it again, measure the line. No bid comes of it, and nothing stays at the server.";
    GO "投标演练" | "Rehearse";
    START "开始演练" | "Begin";
    AGAIN "再演练一次" | "Once more";
    STEP_KEY "身份密钥能打开，且是登记的那一把" | "The identity key opens and is the enrolled one";
    STEP_SEAL "加密一份测试投标" | "A test bid is sealed";
    STEP_CHECK "服务器收件前的检查" | "It passes the check that the server makes";
    STEP_OPEN "用解密份额解密，内容与原文一致" | "Opened with shares, it is what was sealed";
    STEP_RECOVERY "用恢复文件打开" | "The recovery file opens it";
    STEP_LINE "上传线路" | "The line to the server";
    PASSED "通过" | "passed";
    FAILED "未通过" | "failed";
    RUNNING "进行中" | "under way";
    SEALED_AT "{size}，加密速度 {speed}/秒" | "{size}, sealed at {speed}/s";
    LINE_AT "上传速度约 {speed}/秒：100 MiB 约需 {hundred}，500 MiB 约需 {five}" | "About {speed}/s: 100 MiB take about {hundred}, 500 MiB about {five}";
    ALL_GOOD "演练全部通过：这台电脑和线路可以用于投标。请妥善保存密钥文件，并尽早上传。" | "Everything passed: this machine and this line can bid. Keep the key file safe, and upload early.";
    NOT_GOOD "演练没有全部通过，请按提示处理后再演练；也可以换一台电脑或浏览器，或使用命令行 bidroom seal。" | "Not everything passed. Do what it says and rehearse again; or use another machine or browser, or the command bidroom seal.";
    CLOCK "剩余时间按服务器时钟计算，本机时间不准也不影响。" | "The time left is counted by the server's clock; a wrong clock of this machine changes nothing.";
    VECTORS "核对加密实现" | "Check the cipher against known values";
    VECTORS_LEAD "选择公开的测试向量文件 envelope.json：本页用正式加密的同一程序重算，逐字节比对。" | "Choose the published vectors, envelope.json: the same code that seals bids computes them here and compares byte for byte.";
    VECTORS_FILE "测试向量文件" | "File of vectors";
    VECTORS_GO "核对" | "Compare";
    VECTOR_N "向量 {n}" | "Vector {n}";
    MINUTES "{n} 分钟" | "{n} min";
    SECONDS "{n} 秒" | "{n} s";
    // ---- progress of the real one ----
    LEFT_ABOUT "约剩 {left}" | "about {left} left";
    TOO_SLOW "按目前的速度，上传要到截止时间之后才能完成。" | "At this speed the upload ends after the deadline.";
    TOO_SLOW_TODO "截止时没有全部送达的投标不予接收。请换用更快的线路（可在另一台电脑选择同一份 .sealed 文件继续），或减小文件后重新加密。" | "What has not arrived whole by then is not accepted. Use a faster line (another machine can go on with the same .sealed file), or make the files smaller and seal again.";
    AT_DEADLINE "截止时间到而没有传完的，不予接收；已送达部分会被删除，任何人都不能读取。" | "What has not arrived whole at the deadline is not accepted; the part that arrived is deleted, and nobody can read it.";
    RECOVERY_SAVED "恢复文件已保存到下载文件夹：{file}" | "The recovery file is in the downloads folder: {file}";
    RECOVERY_REMIND "请确认恢复文件（.recovery.json）已妥善保存：解密责任人失效时，它是打开您投标的唯一办法。密钥文件和恢复文件都在，即使浏览器数据丢失也不影响投标。" | "Make sure that the recovery file (.recovery.json) is kept: if the holders fail, it alone opens your bid. With key file and recovery file at hand, losing this browser's data changes nothing.";
}
