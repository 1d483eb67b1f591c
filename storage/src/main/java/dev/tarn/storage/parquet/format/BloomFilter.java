package dev.tarn.storage.parquet.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Which values a column chunk surely does not hold: Parquet's split block bloom filter.
///
/// Blocks of 256 bits; a value sets one bit in each of the eight words of one block. The array is
/// borrowed. Immutable.
///
/// Source: Parquet format, `BloomFilter.md`.
public final class BloomFilter {
    /// No header of a filter is longer than this, so this much of the file tells how long it is.
    public static final int MOST_HEADER_BYTES = 64;

    private static final int BLOCK_BYTES = 32;
    private static final int MOST_BYTES = 128 << 20;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int[] SALT = {
        0x47b6137b,
        0x44974d91,
        0x8824ad5b,
        0xa2b7289d,
        0x705495c7,
        0x2df1424b,
        0x9efc4947,
        0x5c6bfb31
    };

    private final byte[] bytes;
    private final int from;
    private final int blockCount;

    /// A filter's header: its own length, and that of the bits after it.
    public record Header(int headerBytes, int bitsBytes) {
        /// Bytes of header and bits.
        public int totalBytes() {
            return headerBytes + bitsBytes;
        }
    }

    private BloomFilter(byte[] bytes, int from, int blockCount) {
        this.bytes = bytes;
        this.from = from;
        this.blockCount = blockCount;
    }

    /// Reads a filter's header, which begins at `bytes[from]` and ends before `bytes[to]`.
    ///
    /// @throws FormatException if there is none, or it tells of a filter of another kind
    public static Header readHeader(byte[] bytes, int from, int to) {
        CompactReader in = new CompactReader(bytes, from, to, "a bloom filter");
        int length = 0;
        in.beginStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> length = in.readI32();
                case 2 -> only(in, "algorithm");
                case 3 -> only(in, "hash");
                case 4 -> only(in, "compression");
                default -> in.skipField();
            }
        }
        in.require(0b11110, "a bloom filter");
        if (length <= 0 || length % BLOCK_BYTES != 0 || length > MOST_BYTES) {
            throw in.malformed("a length of %d bytes".formatted(length));
        }
        return new Header(in.position() - from, length);
    }

    /// Reads the filter that begins at `bytes[from]` and ends at or before `bytes[to]`.
    ///
    /// @throws FormatException if there is none, or it is of another kind
    public static BloomFilter read(byte[] bytes, int from, int to) {
        Header header = readHeader(bytes, from, to);
        if (header.totalBytes() > to - from) {
            throw FormatException.malformed(
                    "a bloom filter of %d bytes in %d".formatted(header.totalBytes(), to - from));
        }
        return new BloomFilter(
                bytes, from + header.headerBytes(), header.bitsBytes() / BLOCK_BYTES);
    }

    /// Each of the three unions has one member so far.
    private static void only(CompactReader in, String union) {
        in.readStruct();
        boolean known = false;
        while (in.nextField()) {
            known |= in.fieldId() == 1;
            in.skipField();
        }
        if (!known) {
            throw in.unsupported("an unknown " + union);
        }
    }

    /// The hash of a value's PLAIN-encoded bytes, of byte arrays without the length.
    public static long hash(byte[] value) {
        return XxHash64.of(value, 0, value.length);
    }

    /// Whether a value of this hash may be there; false is certain.
    public boolean mayContain(long hash) {
        int block = (int) ((hash >>> 32) * blockCount >>> 32);
        int at = from + block * BLOCK_BYTES;
        int key = (int) hash;
        for (int word = 0; word < SALT.length; word++) {
            int bit = 1 << (key * SALT[word] >>> 27);
            if (((int) INT.get(bytes, at + 4 * word) & bit) == 0) {
                return false;
            }
        }
        return true;
    }
}
