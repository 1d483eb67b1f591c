package dev.tarn.engine.plan.stats;

import java.util.List;

/// What is believed of the rows that a node gives.
public record Estimate(double rows, List<ColumnEstimate> columns) {
    public Estimate {
        columns = List.copyOf(columns);
    }

    /// Bytes of a row in memory.
    public double rowBytes() {
        double bytes = 0;
        for (ColumnEstimate column : columns) {
            bytes += column.bytes();
        }
        return Math.max(1, bytes);
    }
}
