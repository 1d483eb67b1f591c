package dev.tarn.storage.parquet;

import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.LiveBounds;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.format.SchemaNode;
import dev.tarn.storage.parquet.prune.FileColumns;
import dev.tarn.storage.parquet.prune.Pruner;
import dev.tarn.storage.parquet.prune.RowRanges;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The rows of one file's row groups that may match: by the filter of the request, and by what is
/// known while the scan runs. Counts what each level leaves out. Thread-safe, but for reading
/// through its [FileParts].
final class RowGroupPruner {
    private final Pruner pruner;
    private final FileColumns columns;
    private final FileReadRequest request;
    private final Footer footer;
    private final LiveBounds live;
    private final ScanCounters counters;
    private final FileParts parts;
    private volatile Live known;

    /// What was known last, ready to be asked.
    private record Live(Expression bounds, @Nullable Pruner pruner) {}

    RowGroupPruner(
            FileReadRequest request,
            Footer footer,
            MessageType schema,
            FileParts parts,
            ScanCounters counters) {
        this.request = request;
        this.footer = footer;
        this.live = request.live();
        this.counters = counters;
        this.parts = parts;
        Map<Integer, SchemaNode> nodes = new HashMap<>();
        collect(schema, footer.schema(), nodes);
        this.columns = new FileColumns(nodes, request.constants());
        this.pruner = Pruner.of(request.filter(), request.filterSchema(), columns, footer);
        this.known = new Live(LiveBounds.NONE.current(), null);
    }

    /// Ids are those of `group`, which has the shape of `node`.
    private static void collect(GroupType group, SchemaNode node, Map<Integer, SchemaNode> nodes) {
        for (int i = 0; i < group.getFieldCount(); i++) {
            Type field = group.getType(i);
            SchemaNode child = node.children().get(i);
            if (field.getId() != null) {
                nodes.putIfAbsent(field.getId().intValue(), child);
            }
            if (!field.isPrimitive()) {
                collect(field.asGroupType(), child, nodes);
            }
        }
    }

    /// The rows of `rowGroup` that may match. Blocks.
    RowRanges rows(RowGroup rowGroup) throws IOException {
        counters.rowGroups.increment();
        Pruner bounds = live();
        if (bounds != null && !bounds.mayMatch(rowGroup)) {
            counters.skippedLive.increment();
            return RowRanges.NONE;
        }
        loadLiveIndexes(rowGroup);
        if (pruner.isIdle()) {
            return RowRanges.all(rowGroup.rowCount());
        }
        Pruner.Outcome outcome = pruner.prune(rowGroup, parts);
        if (outcome.rows().isEmpty()) {
            count(outcome.level());
            return outcome.rows();
        }
        counters.rowsSkippedByPages.add(rowGroup.rowCount() - outcome.rows().rowCount());
        return outcome.rows();
    }

    /// Gets the page indexes that will tell which pages are still wanted, as drivers cannot wait
    /// for them.
    private void loadLiveIndexes(RowGroup rowGroup) {
        for (String name : live.columns()) {
            Types.NestedField column = request.projection().findField(name);
            SchemaNode node = column == null ? null : columns.nodes().get(column.fieldId());
            if (node == null || !node.isLeaf()) {
                continue;
            }
            ColumnChunk chunk = rowGroup.chunk(node.leaf());
            if (chunk.hasColumnIndex() && chunk.hasOffsetIndex()) {
                parts.pageIndex(rowGroup, node.leaf(), chunk);
            }
        }
    }

    private void count(Pruner.Level level) {
        switch (level) {
            case BOUNDS -> counters.skippedByBounds.increment();
            case DICTIONARY -> counters.skippedByDictionary.increment();
            case BLOOM -> counters.skippedByBloom.increment();
            case PAGES, NOTHING -> counters.skippedByPages.increment();
        }
    }

    /// The rows of `rowGroup` that may still match what is known by now; null where that leaves out
    /// none. Does not block.
    @Nullable RowRanges liveRows(RowGroup rowGroup) {
        Pruner bounds = live();
        if (bounds == null) {
            return null;
        }
        if (!bounds.mayMatch(rowGroup)) {
            return RowRanges.NONE;
        }
        try {
            return bounds.prune(rowGroup, parts.loaded()).rows();
        } catch (IOException e) {
            // What would tell more is not in memory.
            return null;
        }
    }

    private @Nullable Pruner live() {
        Expression now = live.current();
        Live last = known;
        if (now != last.bounds()) {
            Pruner made = Pruner.of(now, request.projection(), columns, footer);
            last = new Live(now, made.isIdle() ? null : made);
            known = last;
        }
        return last.pruner();
    }
}
