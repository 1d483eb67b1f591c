package dev.tarn.storage.text;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.UUID;

/// What is kept as bytes.
abstract sealed class BytesValues extends TextValues {
    /// Short values are copied eight bytes at once, over what comes next.
    private static final int SLACK_BYTES = 8;

    private final DataType type;
    private int[] offsets = new int[1];
    private byte[] bytes = new byte[SLACK_BYTES];

    BytesValues(DataType type) {
        this.type = type;
    }

    final void add(int row, byte[] data, int from, int to) {
        int start = offsets[row];
        int end = Math.addExact(start, to - from);
        if (end > bytes.length - SLACK_BYTES) {
            int room = Math.max(end, Math.max(64, 2 * bytes.length));
            bytes = Arrays.copyOf(bytes, Math.addExact(room, SLACK_BYTES));
        }
        if (end - start <= 8 && from + 8 <= data.length) {
            EightBytes.store(bytes, start, EightBytes.load(data, from));
        } else {
            System.arraycopy(data, from, bytes, start, to - from);
        }
        offsets[row + 1] = end;
    }

    @Override
    final void grow(int rows) {
        offsets = Arrays.copyOf(offsets, rows + 1);
    }

    @Override
    final void setNull(int row) {
        offsets[row + 1] = offsets[row];
    }

    @Override
    final FlatVector vector(long @Nullable [] words, int rows) {
        int[] builtOffsets = offsets;
        byte[] builtBytes = bytes;
        offsets = new int[1];
        bytes = new byte[builtOffsets[rows] + SLACK_BYTES];
        return new BytesVector(type, builtBytes, builtOffsets, words, rows);
    }

    /// UTF-8 texts. The caller has checked that they are UTF-8.
    static final class Strings extends BytesValues {
        Strings() {
            super(DataType.STRING);
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            add(row, data, from, to);
        }
    }

    static final class Uuids extends BytesValues {
        private final byte[] scratch = new byte[16];

        Uuids() {
            super(DataType.UUID);
        }

        @Override
        void set(int row, byte[] data, int from, int to) {
            UUID uuid;
            try {
                uuid = UUID.fromString(text(data, from, to));
            } catch (IllegalArgumentException e) {
                throw Unparsable.INSTANCE;
            }
            if (to - from != 36) {
                throw Unparsable.INSTANCE;
            }
            for (int i = 0; i < 8; i++) {
                scratch[i] = (byte) (uuid.getMostSignificantBits() >>> 8 * (7 - i));
                scratch[8 + i] = (byte) (uuid.getLeastSignificantBits() >>> 8 * (7 - i));
            }
            add(row, scratch, 0, 16);
        }
    }
}
