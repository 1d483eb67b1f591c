package dev.tarn.engine.plan.stats;

import dev.tarn.engine.schema.ColumnStatistics;
import dev.tarn.engine.schema.Histogram;
import dev.tarn.engine.schema.Relation;
import dev.tarn.engine.schema.TableStatistics;

import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;

/// What tables look like by their statistics, and by rules of thumb where these are silent.
final class TableEstimates {
    private static final double GUESSED_ROWS = 100_000;
    private static final double BITS_OF_UNIQUE = 24;
    private static final double TEXT_BYTES = 24;
    private static final double NULLS_GUESS = 0.05;
    private static final double UNIQUE_SHARE = 0.9;

    private TableEstimates() {}

    static Estimate of(TableScan scan, Samples samples) {
        Relation relation = scan.getTable().unwrap(Relation.class);
        int width = scan.getRowType().getFieldCount();
        List<ColumnEstimate> columns = new ArrayList<>();
        if (!(relation instanceof Relation.OfTable table)) {
            double rows = 100;
            for (int i = 0; i < width; i++) {
                columns.add(ColumnEstimate.unknown(rows));
            }
            return new Estimate(rows, columns);
        }
        TableStatistics statistics = table.statistics();
        double rows = rows(table, statistics);
        for (int i = 0; i < width; i++) {
            Types.NestedField field = table.schema().columns().get(i);
            RelDataType type = scan.getRowType().getFieldList().get(i).getType();
            double sampled = samples.distinct(table, field.fieldId());
            columns.add(column(field, type, statistics, rows, sampled));
        }
        return new Estimate(rows, columns);
    }

    private static double rows(Relation.OfTable table, TableStatistics statistics) {
        if (statistics.liveRows() >= 0) {
            return statistics.liveRows();
        }
        double counted = table.rowCount();
        return counted >= 0 ? counted : statistics.rows() >= 0 ? statistics.rows() : GUESSED_ROWS;
    }

    private static ColumnEstimate column(
            Types.NestedField field,
            RelDataType type,
            TableStatistics statistics,
            double rows,
            double sampled) {
        ColumnStatistics of = statistics.column(field.fieldId());
        double seen = Math.max(1, statistics.rows());
        double nulls =
                of.nulls() >= 0
                        ? Math.min(1, of.nulls() / seen)
                        : type.isNullable() ? NULLS_GUESS : 0;
        double known = known(field.type(), of, sampled);
        double distinct = Double.isNaN(known) ? byBytes(field.type(), of, rows) : known;
        boolean unique = distinct >= rows * UNIQUE_SHARE;
        boolean isBounded = statistics.complete() && of.low() <= of.high();
        Histogram histogram = of.histogram();
        Histogram spread = isBounded ? null : histogram;
        return new ColumnEstimate(
                Math.max(1, Math.min(distinct, rows)),
                spread == null ? of.low() : spread.low(),
                spread == null ? of.high() : spread.high(),
                nulls,
                inMemory(type, of),
                unique,
                Math.max(1, rows),
                (statistics.complete() || histogram != null) && !Double.isNaN(known),
                isBounded
                        ? Math.max(Math.abs(of.low()), Math.abs(of.high()))
                        : Double.POSITIVE_INFINITY,
                histogram);
    }

    /// Distinct values by partitions or a sketch, or else by bounds and a sample; NaN where none of
    /// them tells.
    private static double known(Type type, ColumnStatistics of, double sampled) {
        if (!Double.isNaN(of.counted())) {
            return of.counted();
        }
        double range = range(type, of);
        return Double.isNaN(range) || sampled < range ? sampled : range;
    }

    /// How many values there are between the bounds; NaN where these are not known.
    static double range(Type type, ColumnStatistics of) {
        double width = of.high() - of.low();
        return switch (type.typeId()) {
            case INTEGER, LONG, DATE -> width + 1;
            case DECIMAL -> width * Math.pow(10, ((Types.DecimalType) type).scale()) + 1;
            case BOOLEAN -> 2;
            default -> Double.NaN;
        };
    }

    /// A column that takes few bits a row was stored as short indexes of few values.
    private static double byBytes(Type type, ColumnStatistics of, double rows) {
        double bits = of.bytes() * Byte.SIZE;
        boolean isTold = bits > 0 && bits < BITS_OF_UNIQUE;
        return switch (type.typeId()) {
            case STRING, FIXED, BINARY, FLOAT, DOUBLE, UUID ->
                    isTold ? Math.pow(2, bits) + 1 : Double.isNaN(bits) ? rows / 10 : rows;
            case TIME, TIMESTAMP, TIMESTAMP_NANO ->
                    isTold ? Math.max(Math.pow(2, bits), rows / 100) : rows;
            case BOOLEAN -> 2;
            case INTEGER, LONG, DATE, DECIMAL -> rows / 10;
            case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> rows / 10;
        };
    }

    private static double inMemory(RelDataType type, ColumnStatistics of) {
        double fixed = width(type);
        return fixed == TEXT_BYTES && !Double.isNaN(of.bytes())
                ? Math.clamp(of.bytes() * 2, 4, 512)
                : fixed;
    }

    /// Bytes of a value in memory.
    static double width(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN, TINYINT -> 1;
            case SMALLINT -> 2;
            case INTEGER, REAL, DATE -> 4;
            case BIGINT, FLOAT, DOUBLE, TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> 8;
            case DECIMAL -> type.getPrecision() > 18 ? 16 : 8;
            default -> TEXT_BYTES;
        };
    }
}
