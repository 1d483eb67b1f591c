package dev.tarn.engine.scan;

import dev.tarn.engine.exec.Counters;
import dev.tarn.engine.exec.FileRows;
import dev.tarn.engine.exec.KeyRange;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.Plan;
import dev.tarn.storage.KeyStart;
import dev.tarn.storage.LiveBounds;
import dev.tarn.storage.PieceReader;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.table.IcebergScan;
import dev.tarn.storage.table.ScanRequest;
import dev.tarn.storage.table.Split;

import org.apache.iceberg.Schema;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The rows of an Iceberg table file by file. Thread-safe.
///
/// Filters, deletes and what joins have found out hold as in [TableScans].
public final class TableFiles implements FileRows {
    /// Bytes that are read ahead of a file, of which many are open at once.
    private static final long STREAM_BYTES = 8L << 20;

    private final Plan.TableScan scan;
    private final QueryContext query;
    private final Map<KeyRange, IcebergScan> narrowed = new ConcurrentHashMap<>();
    private volatile @Nullable IcebergScan planned;

    public TableFiles(Plan.TableScan scan, QueryContext query) {
        this.scan = scan;
        this.query = query;
    }

    @Override
    public List<Split> plan() {
        Long snapshotId = scan.snapshotId();
        if (snapshotId == null) {
            return List.of();
        }
        IcebergScan files =
                IcebergScan.ofWholeFiles(TableScans.request(scan, snapshotId, false, query));
        TableScans.count(files, counted());
        query.counters().totalSplits.add(files.splits().size());
        planned = files;
        return files.splits();
    }

    private ScanCounters counted() {
        return query.counters().scan(scan);
    }

    @Override
    public List<KeyStart> starts(Split file, int ordinal) {
        return IcebergScan.keyStarts(file, scan.table(), scan.projection().columns().get(ordinal));
    }

    /// A file counts as read with its first range.
    @Override
    public Morsel open(Split file, int ordinal, KeyRange range) {
        IcebergScan all = Objects.requireNonNull(planned);
        IcebergScan files =
                range.isAll()
                        ? all
                        : narrowed.computeIfAbsent(range, _ -> narrowed(all, ordinal, range));
        Counters counters = query.counters();
        Supplier<PieceReader> open = () -> new TimedPieces(() -> files.pieces(file), counted());
        return range.from() == null
                ? stream(buffer -> SplitReads.readUncounted(open, counters, buffer))
                : stream(buffer -> SplitReads.readAside(open, counters, buffer));
    }

    private IcebergScan narrowed(IcebergScan all, int ordinal, KeyRange range) {
        Expression bounds = range.on(scan.projection().columns().get(ordinal).name());
        ScanRequest request =
                TableScans.request(scan, Objects.requireNonNull(scan.snapshotId()), false, query);
        return all.narrowed(
                request.where(range.rows(ordinal), new Narrowed(request.live(), bounds)));
    }

    /// What is known of the scan's rows, and a range that does not change.
    private static final class Narrowed implements LiveBounds {
        private final LiveBounds live;
        private final Expression range;
        private volatile Known known;

        private record Known(Expression live, Expression all) {}

        Narrowed(LiveBounds live, Expression range) {
            this.live = live;
            this.range = range;
            Expression now = live.current();
            this.known = new Known(now, Expressions.and(range, now));
        }

        @Override
        public List<String> columns() {
            return live.columns();
        }

        @Override
        public Expression current() {
            Expression now = live.current();
            Known last = known;
            if (last.live != now) {
                last = new Known(now, Expressions.and(range, now));
                known = last;
            }
            return last.all;
        }
    }

    @Override
    public Morsel openAll(Split file, List<Integer> ordinals) {
        List<Types.NestedField> columns = scan.projection().columns();
        Schema projection = new Schema(ordinals.stream().map(columns::get).toList());
        ScanRequest request =
                new ScanRequest(
                        scan.table(),
                        Objects.requireNonNull(scan.snapshotId()),
                        projection,
                        Expressions.alwaysTrue(),
                        query.config().batchRowCount());
        Supplier<PieceReader> open = () -> IcebergScan.allRows(file, request);
        return stream(buffer -> SplitReads.readAside(open, query.counters(), buffer));
    }

    private Morsel stream(ReadAhead.Read read) {
        return new FileStream(new ReadAhead(query, () -> List.of(read), 1, 1, STREAM_BYTES));
    }
}
