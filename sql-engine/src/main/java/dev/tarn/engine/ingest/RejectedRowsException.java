package dev.tarn.engine.ingest;

import dev.tarn.storage.text.RejectedRow;

import java.util.List;

/// Records of a request are none, or not what the table takes; nothing of the request is appended.
public final class RejectedRowsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<RejectedRow> rows;
    private final long count;

    RejectedRowsException(List<RejectedRow> rows, long count) {
        super(message(rows.getFirst(), count));
        this.rows = List.copyOf(rows);
        this.count = count;
    }

    private static String message(RejectedRow first, long count) {
        String column = first.column() == null ? "" : "column " + first.column() + ": ";
        String more = count == 1 ? "" : "; %d records cannot be read".formatted(count);
        return "Line %d: %s%s%s".formatted(first.line(), column, first.reason(), more);
    }

    /// The first of them, in order.
    public List<RejectedRow> rows() {
        return rows;
    }

    public long count() {
        return count;
    }
}
