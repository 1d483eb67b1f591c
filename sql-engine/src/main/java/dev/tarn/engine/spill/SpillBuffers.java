package dev.tarn.engine.spill;

import dev.tarn.engine.memory.Reservation;

import io.airlift.compress.v3.lz4.Lz4Compressor;
import io.airlift.compress.v3.lz4.Lz4Decompressor;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.airlift.compress.v3.lz4.Lz4NativeCompressor;
import io.airlift.compress.v3.lz4.Lz4NativeDecompressor;

/// What is needed to write and read blocks: room for one block as it is and for one compressed by
/// LZ4, however many runs there are.
///
/// Their bytes are reserved at once, before memory is short; only a block that is larger, as one
/// very long row makes it, asks for more. Used by one thread at a time.
public final class SpillBuffers implements AutoCloseable {
    /// Bytes of a block before compression that writers aim at.
    public static final int BLOCK_BYTES = 64 << 10;

    private static final boolean NATIVE =
            Lz4NativeCompressor.isEnabled() && Lz4NativeDecompressor.isEnabled();
    private static final int SLACK_BYTES = 1 << 10;

    /// Bytes of rows that an operator may hold for a moment without asking, where it writes them at
    /// once.
    public static final int ROW_BYTES = 128 << 10;

    /// What is reserved for each of these.
    public static final int RESERVE_BYTES = 3 * (BLOCK_BYTES + SLACK_BYTES) + ROW_BYTES;

    private final Reservation reservation;
    private final Lz4Compressor compressor =
            NATIVE ? new Lz4NativeCompressor() : new Lz4JavaCompressor();
    private final Lz4Decompressor decompressor =
            NATIVE ? new Lz4NativeDecompressor() : new Lz4JavaDecompressor();
    private byte[] plain = new byte[0];
    private byte[] packed = new byte[0];

    /// Buffers that are given back together with `reservation`, which is theirs from now on.
    ///
    /// @throws dev.tarn.engine.SqlException EXCEEDED_MEMORY_LIMIT if there is no room for them
    SpillBuffers(Reservation reservation) {
        this.reservation = reservation;
        reservation.resize(RESERVE_BYTES);
    }

    /// Room for a block of `length` bytes; what was in it is lost.
    byte[] plain(int length) {
        if (plain.length < length) {
            plain = new byte[0];
            plain = grown(length, packed.length);
        }
        return plain;
    }

    private byte[] packed(int length) {
        if (packed.length < length) {
            packed = new byte[0];
            packed = grown(length, plain.length);
        }
        return packed;
    }

    private byte[] grown(int length, int otherLength) {
        int capacity = Math.max(length, BLOCK_BYTES + SLACK_BYTES);
        reservation.resize(Math.max(RESERVE_BYTES, (long) capacity + otherLength + ROW_BYTES));
        return new byte[capacity];
    }

    /// The first `length` bytes of `plain`, compressed into what [#packed()] gives; says how many
    /// bytes they take.
    int compress(int length) {
        byte[] target = packed(compressor.maxCompressedLength(length));
        return compressor.compress(plain, 0, length, target, 0, target.length);
    }

    byte[] packed() {
        return packed;
    }

    /// Room for a compressed block of `length` bytes.
    byte[] packedFor(int length) {
        return packed(length);
    }

    /// The compressed block of `packedLength` bytes, as `length` bytes in what this gives; null
    /// where it is none.
    byte @org.jspecify.annotations.Nullable [] decompress(int packedLength, int length) {
        byte[] target = plain(length);
        try {
            int written =
                    decompressor.decompress(packed, 0, packedLength, target, 0, target.length);
            return written == length ? target : null;
        } catch (RuntimeException damaged) {
            return null;
        }
    }

    @Override
    public void close() {
        plain = new byte[0];
        packed = new byte[0];
        reservation.close();
    }
}
