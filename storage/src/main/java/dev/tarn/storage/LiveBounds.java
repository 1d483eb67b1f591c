package dev.tarn.storage;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

import java.util.List;

/// A condition on a scan's rows that becomes known, and tighter, while the scan runs: the range of
/// keys on the build side of a join, the last row that a top-n still takes. Rows that do not meet
/// it may be left out, and need not be. Thread-safe.
public interface LiveBounds {
    /// Leaves nothing out, ever.
    LiveBounds NONE = Expressions::alwaysTrue;

    /// Columns of the projection that the condition may come to be about, whose page indexes are
    /// worth having at hand.
    default List<String> columns() {
        return List.of();
    }

    /// What is known now, over columns named as in the scan's projection. Whatever it leaves out,
    /// each later answer leaves out as well; the same object is given until it changes.
    Expression current();
}
