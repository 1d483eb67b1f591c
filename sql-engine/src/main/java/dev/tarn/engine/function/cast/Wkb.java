package dev.tarn.engine.function.cast;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Whether bytes are well-known binary: a byte for the order of bytes, a number for the kind of
/// shape and its dimensions, then coordinates as doubles, or shapes within, in their number.
///
/// ```
/// 01 | 02 00 00 00 | 02 00 00 00 | x y | x y      a line of two points, little-endian
/// ```
///
/// Source: OGC 06-103r4, "Well-known Binary Representation for Geometry", with the numbers of ISO
/// 13249-3 for Z (1000), M (2000) and both (3000), as Iceberg asks for.
final class Wkb {
    private static final int MOST_NESTED = 64;

    private final ByteBuffer in;

    private Wkb(ByteBuffer in) {
        this.in = in;
    }

    /// Whether `data[from..to)` is one shape, and nothing behind it.
    static boolean isShape(byte[] data, int from, int to) {
        Wkb wkb = new Wkb(ByteBuffer.wrap(data, from, to - from));
        try {
            return wkb.shape(0) && !wkb.in.hasRemaining();
        } catch (BufferUnderflowException e) {
            return false;
        }
    }

    private boolean shape(int depth) {
        byte order = in.get();
        if (depth > MOST_NESTED || order != 0 && order != 1) {
            return false;
        }
        in.order(order == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int kind = in.getInt();
        if (kind < 0 || kind >= 4000) {
            return false;
        }
        int bytesPerPoint = 8 * (kind < 1000 ? 2 : kind < 3000 ? 3 : 4);
        return switch (kind % 1000) {
            case 1 -> skip(1, bytesPerPoint);
            case 2 -> skip(in.getInt(), bytesPerPoint);
            case 3 -> rings(bytesPerPoint);
            case 4, 5, 6, 7 -> shapes(depth);
            default -> false;
        };
    }

    private boolean rings(int bytesPerPoint) {
        int count = in.getInt();
        for (int ring = 0; ring < count; ring++) {
            if (!skip(in.getInt(), bytesPerPoint)) {
                return false;
            }
        }
        return count >= 0;
    }

    /// Each shape within has an order of bytes of its own.
    private boolean shapes(int depth) {
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            if (!shape(depth + 1)) {
                return false;
            }
        }
        return count >= 0;
    }

    private boolean skip(int count, int bytes) {
        if (count < 0 || (long) count * bytes > in.remaining()) {
            return false;
        }
        in.position(in.position() + count * bytes);
        return true;
    }
}
