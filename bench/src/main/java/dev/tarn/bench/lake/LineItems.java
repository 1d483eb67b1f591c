package dev.tarn.bench.lake;

import static org.apache.iceberg.types.Types.NestedField.optional;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;

import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// TPC-H's table of line items by `io.trino.tpch`, in two codecs: as generated (in order of
/// orders), and clustered (in order of ship date).
public final class LineItems {
    public static final String AS_GENERATED = "lineitem";
    public static final String CLUSTERED = "lineitem_by_date";

    private static final int BATCH_ROWS = 8192;
    private static final int FIRST_YEAR = 1992;
    private static final int LAST_YEAR = 1998;
    private static final Type MONEY = Types.DecimalType.of(15, 2);
    private static final DataType DECIMAL = new DataType.Decimal(15, 2);
    private static final Schema SCHEMA =
            new Schema(
                    optional(1, "l_orderkey", Types.LongType.get()),
                    optional(2, "l_partkey", Types.LongType.get()),
                    optional(3, "l_suppkey", Types.LongType.get()),
                    optional(4, "l_linenumber", Types.IntegerType.get()),
                    optional(5, "l_quantity", MONEY),
                    optional(6, "l_extendedprice", MONEY),
                    optional(7, "l_discount", MONEY),
                    optional(8, "l_tax", MONEY),
                    optional(9, "l_returnflag", Types.StringType.get()),
                    optional(10, "l_linestatus", Types.StringType.get()),
                    optional(11, "l_shipdate", Types.DateType.get()),
                    optional(12, "l_commitdate", Types.DateType.get()),
                    optional(13, "l_receiptdate", Types.DateType.get()),
                    optional(14, "l_shipinstruct", Types.StringType.get()),
                    optional(15, "l_shipmode", Types.StringType.get()),
                    optional(16, "l_comment", Types.StringType.get()));

    private LineItems() {}

    /// Makes what is not there; two threads generate.
    public static void make(BenchLake lake, double scale) {
        if (!TableCopies.exist(lake, AS_GENERATED)) {
            TableCopies copies = new TableCopies(lake, AS_GENERATED, SCHEMA);
            generate(copies, scale);
            copies.commit();
        }
        if (!TableCopies.exist(lake, CLUSTERED)) {
            TableCopies copies = new TableCopies(lake, CLUSTERED, SCHEMA);
            cluster(lake, copies);
            copies.commit();
        }
    }

    private static void generate(TableCopies copies, double scale) {
        int parts = Runtime.getRuntime().availableProcessors();
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(parts)) {
            for (int part = 1; part <= parts; part++) {
                int number = part;
                running.add(
                        threads.submit(() ->
                                generate(
                                        new LineItemGenerator(scale, number, parts),
                                        copies.writer(number))));
            }
        }
        for (Future<?> part : running) {
            try {
                part.get();
            } catch (ExecutionException | InterruptedException e) {
                throw new IllegalStateException("Line items were not made", e);
            }
        }
    }

    private static void generate(Iterable<LineItem> items, TableCopies.Writer writer) {
        List<LineItem> waiting = new ArrayList<>(BATCH_ROWS);
        for (LineItem item : items) {
            waiting.add(item);
            if (waiting.size() == BATCH_ROWS) {
                writer.write(batch(waiting));
                waiting.clear();
            }
        }
        if (!waiting.isEmpty()) {
            writer.write(batch(waiting));
        }
        writer.complete();
    }

    /// Sorts a year at a time: that much fits into memory at scale 10.
    private static void cluster(BenchLake lake, TableCopies copies) {
        TableCopies.Writer writer = copies.writer(1);
        String source = AS_GENERATED + "_" + TableCopies.CODECS.getFirst();
        for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
            lake.side()
                    .each(
                            """
                            select * from %s where l_shipdate >= date '%d-01-01' and l_shipdate < date '%d-01-01'
                            order by l_shipdate, l_orderkey, l_linenumber\
                            """
                                    .formatted(source, year, year + 1),
                            writer::write);
        }
        writer.complete();
    }

    private static Batch batch(List<LineItem> items) {
        List<Vector> columns =
                List.of(
                        longs(DataType.BIGINT, items, LineItem::getOrderKey),
                        longs(DataType.BIGINT, items, LineItem::getPartKey),
                        longs(DataType.BIGINT, items, LineItem::getSupplierKey),
                        ints(DataType.INTEGER, items, LineItem::getLineNumber),
                        longs(DECIMAL, items, item -> 100 * item.getQuantity()),
                        longs(DECIMAL, items, LineItem::getExtendedPriceInCents),
                        longs(DECIMAL, items, LineItem::getDiscountPercent),
                        longs(DECIMAL, items, LineItem::getTaxPercent),
                        texts(items, LineItem::getReturnFlag),
                        texts(items, LineItem::getStatus),
                        ints(DataType.DATE, items, LineItem::getShipDate),
                        ints(DataType.DATE, items, LineItem::getCommitDate),
                        ints(DataType.DATE, items, LineItem::getReceiptDate),
                        texts(items, LineItem::getShipInstructions),
                        texts(items, LineItem::getShipMode),
                        texts(items, LineItem::getComment));
        return new Batch(columns, items.size());
    }

    private interface LongOf {
        long of(LineItem item);
    }

    private interface IntOf {
        int of(LineItem item);
    }

    private interface TextOf {
        String of(LineItem item);
    }

    private static LongVector longs(DataType type, List<LineItem> items, LongOf value) {
        long[] values = new long[items.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = value.of(items.get(row));
        }
        return new LongVector(type, values);
    }

    private static IntVector ints(DataType type, List<LineItem> items, IntOf value) {
        int[] values = new int[items.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = value.of(items.get(row));
        }
        return new IntVector(type, values);
    }

    private static BytesVector texts(List<LineItem> items, TextOf value) {
        int[] offsets = new int[items.size() + 1];
        StringBuilder all = new StringBuilder();
        for (int row = 0; row < items.size(); row++) {
            all.append(value.of(items.get(row)));
            offsets[row + 1] = all.length();
        }
        // TPC-H's texts are ASCII: a character is a byte
        byte[] data = all.toString().getBytes(StandardCharsets.US_ASCII);
        return new BytesVector(DataType.STRING, data, offsets, null, items.size());
    }
}
