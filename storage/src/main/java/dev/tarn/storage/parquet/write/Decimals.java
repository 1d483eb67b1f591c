package dev.tarn.storage.parquet.write;

import org.apache.parquet.io.api.Binary;

/// Decimals as Parquet keeps them.
final class Decimals {
    private Decimals() {}

    /// `high * 2^64 + low` in `length` bytes, big endian.
    static Binary bigEndian(long high, long low, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            int shift = 8 * i;
            long part = shift < 64 ? low >> shift : high >> Math.min(63, shift - 64);
            bytes[length - 1 - i] = (byte) part;
        }
        return Binary.fromConstantByteArray(bytes);
    }
}
