package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.curve.CurveKey;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spi.FileOrder;
import dev.tarn.engine.spi.FileRewrite;
import dev.tarn.storage.IcebergTypes;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.TypeUtil;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

/// Rows of files that are to be clustered, one of each stretch of equal length, any of it: what
/// tells where values lie among others. One thread.
final class CurveSample {
    /// At most; a rank of ten bits is that of about 50 of them.
    private static final long ROWS = 50_000;

    private final FileOrder.Clustered order;
    private final Schema columns;
    private final List<DataType> types;
    private final long stretch;
    private final RowStore rows;
    private final SplittableRandom random = new SplittableRandom(ROWS);
    private long seen;
    private long next;

    /// @param schema of the table
    CurveSample(FileOrder.Clustered order, Schema schema, FileRewrite rewrite) {
        this.order = order;
        this.columns = TypeUtil.project(schema, new HashSet<>(order.columnIds()));
        this.types = order.columnIds().stream().map(id -> type(schema, id)).toList();
        long rowCount = rewrite.files().stream().mapToLong(file -> file.file().recordCount()).sum();
        this.stretch = Math.max(1, Math.ceilDiv(rowCount, ROWS));
        this.rows = new RowStore(types.size());
        this.next = random.nextLong(stretch);
    }

    private static DataType type(Schema schema, int id) {
        return IcebergTypes.dataType(schema.findField(id).type());
    }

    /// What is to be read.
    Schema columns() {
        return columns;
    }

    /// The values that the curve goes by, of `scanned` rows, which have [#columns].
    Plan values(Plan scanned) {
        List<Expr> values = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (int id : order.columnIds()) {
            Expr value = WriteOrder.column(columns, columns.findField(id));
            values.add(value);
            fields.add(new Field("value_" + fields.size(), value.type()));
        }
        return new Plan.Project(scanned, values, fields);
    }

    /// Takes the sample's rows of `batch`, which has [#values].
    void add(Batch batch) {
        Rows all = Rows.of(batch);
        int[] picked = new int[(int) (batch.selectedCount() / stretch) + 2];
        int count = 0;
        while (next < seen + batch.selectedCount()) {
            picked[count++] = all.row((int) (next - seen));
            next = (next / stretch + 1) * stretch + random.nextLong(stretch);
        }
        seen += batch.selectedCount();
        if (count > 0) {
            rows.add(new Batch(batch.columns(), batch.rowCount(), picked, count));
        }
    }

    /// The key of rows along the curve.
    ScalarFunction key() {
        return CurveKey.of(order.curve(), types, rows);
    }
}
