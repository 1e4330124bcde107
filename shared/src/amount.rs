//! Money in fen, exact decimals, amounts in words (大写金额).
