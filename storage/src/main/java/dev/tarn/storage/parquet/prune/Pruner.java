package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.format.RowGroup;

import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;

import java.io.IOException;

/// Leaves out rows of one file that surely do not match a filter. Immutable, so threads may share
/// it.
///
/// ```
/// Pruner pruner = Pruner.of(filter, filterSchema, columns, footer);
/// Pruner.Outcome kept = pruner.prune(rowGroup, parts);
/// if (kept.rows().isEmpty()) { counted(kept.level()); }
/// ```
public final class Pruner {
    private final Condition condition;
    private final Footer footer;

    /// What told most about a row group: nothing was left out, or all of it was by the level named,
    /// or pages were (all of them, maybe).
    public enum Level {
        NOTHING,
        BOUNDS,
        DICTIONARY,
        BLOOM,
        PAGES
    }

    /// The rows of a row group that may match, and the level that decided it.
    public record Outcome(RowRanges rows, Level level) {}

    private Pruner(Condition condition, Footer footer) {
        this.condition = condition;
        this.footer = footer;
    }

    /// Prunes the file with `footer`, whose columns are `columns`, by `filter`, whose columns are
    /// named as in `schema`. What of the filter cannot be judged, as transforms, lists and maps,
    /// leaves nothing out.
    ///
    /// @throws org.apache.iceberg.exceptions.ValidationException if the filter names a column that
    ///   `schema` does not have, or compares one with a value of another type
    public static Pruner of(Expression filter, Schema schema, FileColumns columns, Footer footer) {
        return new Pruner(ConditionBuilder.of(filter, schema, columns), footer);
    }

    /// Whether it lets through all rows of all row groups, whatever they hold.
    public boolean isIdle() {
        return condition == Condition.Constant.TRUE;
    }

    /// The rows of `rowGroup` that may match, by all levels. Reads what it needs from `parts`,
    /// which blocks.
    ///
    /// @throws IOException if `parts` does
    /// @throws dev.tarn.storage.parquet.format.FormatException if what the file says of the columns
    ///   asked about is damaged
    public Outcome prune(RowGroup rowGroup, ChunkParts parts) throws IOException {
        return new RowGroupJudge(condition, footer, rowGroup, parts).judge();
    }

    /// Whether rows of `rowGroup` may match by their bounds, without reading anything.
    public boolean mayMatch(RowGroup rowGroup) {
        return RowGroupJudge.mayMatchBounds(condition, footer, rowGroup);
    }
}
