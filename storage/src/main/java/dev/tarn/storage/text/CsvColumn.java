package dev.tarn.storage.text;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;

/// One column of a CSV file: turns its fields of a block into a vector. `ordinal` is the position
/// of its field in the records. Owned by one thread.
final class CsvColumn {
    private final String name;
    private final DataType type;
    private final boolean required;
    private final int ordinal;
    private final NullStrings nulls;
    private final byte escape;
    private final byte quote;
    private final boolean text;
    private final TextValues values;

    /// @param required whether it takes no NULL
    CsvColumn(
            DataType.Field field,
            boolean required,
            int ordinal,
            CsvOptions options,
            CsvDialect dialect,
            NullStrings nulls) {
        this.name = field.name();
        this.type = field.type();
        this.required = required;
        this.ordinal = ordinal;
        this.nulls = nulls;
        this.escape = dialect.escape();
        this.quote = dialect.quote();
        this.text = type == DataType.STRING;
        this.values = TextValues.of(type, options.dateFormat(), options.timestampFormat());
    }

    /// The values of all rows of `block`.
    FlatVector read(FieldBlock block, BadRecords bad) {
        values.reserve(block.rowCount);
        if (!nulls.isEmptyOnly()) {
            readOneByOne(block, block.rowCount, bad);
        }
        while (values.count < block.rowCount) {
            values.appendPlain(block, ordinal);
            readOneByOne(block, Math.min(block.rowCount, values.count + 1), bad);
        }
        if (text && !block.ascii) {
            checkUtf8(block, bad);
        }
        return values.build();
    }

    /// Up to the row `end`, whatever the fields are like.
    private void readOneByOne(FieldBlock block, int end, BadRecords bad) {
        byte[] data = block.data;
        for (int row = values.count; row < end; row++) {
            int index = block.index(row, ordinal);
            int from = block.start(index);
            int to = block.end(index);
            if (nulls.matches(data, from, to) && !(text && block.quoted(index))) {
                values.appendNull();
                if (required) {
                    bad.badField(block, row, index, name, "Column %s is NOT NULL".formatted(name));
                }
                continue;
            }
            try {
                if (block.escaped(index)) {
                    appendEscaped(data, from, to);
                } else {
                    values.append(data, from, to);
                }
            } catch (Unparsable e) {
                bad.badValue(block, row, index, name, type.toString());
                values.appendNull();
            }
        }
    }

    private void checkUtf8(FieldBlock block, BadRecords bad) {
        for (int row = 0; row < block.rowCount; row++) {
            int index = block.index(row, ordinal);
            int from = block.start(index);
            int to = block.end(index);
            if (!Utf8.isValid(block.data, from, to)) {
                bad.badField(
                        block,
                        row,
                        index,
                        name,
                        "Value '%s' of column %s is not UTF-8"
                                .formatted(TextErrors.shown(block.data, from, to), name));
            }
        }
    }

    private void appendEscaped(byte[] data, int from, int to) {
        byte[] plain = new byte[to - from];
        int count = 0;
        for (int at = from; at < to; at++) {
            boolean skipped =
                    data[at] == escape
                            && at + 1 < to
                            && (data[at + 1] == quote || data[at + 1] == escape);
            if (skipped) {
                at++;
            }
            plain[count++] = data[at];
        }
        values.append(plain, 0, count);
    }
}
