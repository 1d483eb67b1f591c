package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.format.BloomFilter;
import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.format.SchemaNode;
import dev.tarn.storage.parquet.prune.BoundsJudge.Verdict;
import dev.tarn.storage.parquet.prune.Condition.All;
import dev.tarn.storage.parquet.prune.Condition.Any;
import dev.tarn.storage.parquet.prune.Condition.ColumnTest;
import dev.tarn.storage.parquet.prune.Condition.Constant;
import dev.tarn.storage.parquet.prune.Pruner.Level;
import dev.tarn.storage.parquet.prune.Pruner.Outcome;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Judges one row group, level by level. A test that a level finds false of all rows stays so for
/// the next ones, and one that is true of all rows is not looked at again.
final class RowGroupJudge {
    private final Condition condition;
    private final Footer footer;
    private final RowGroup rowGroup;
    private final ChunkParts parts;
    private final Map<Integer, ColumnChunk> chunks = new HashMap<>();
    private final Map<Integer, ChunkParts.PageIndex> indexes = new HashMap<>();
    private final Map<Integer, Verdict> verdicts = new HashMap<>();

    /// Columns whose bounds are known.
    private final Set<Integer> bounded = new HashSet<>();

    RowGroupJudge(Condition condition, Footer footer, RowGroup rowGroup, ChunkParts parts) {
        this.condition = condition;
        this.footer = footer;
        this.rowGroup = rowGroup;
        this.parts = parts;
    }

    static boolean mayMatchBounds(Condition condition, Footer footer, RowGroup rowGroup) {
        return new RowGroupJudge(condition, footer, rowGroup, NO_PARTS).byBounds(condition)
                != Verdict.NONE;
    }

    Outcome judge() throws IOException {
        Verdict bounds = byBounds(condition);
        if (bounds == Verdict.NONE) {
            return new Outcome(RowRanges.NONE, Level.BOUNDS);
        }
        RowRanges all = RowRanges.all(rowGroup.rowCount());
        if (bounds == Verdict.ALL) {
            return new Outcome(all, Level.NOTHING);
        }
        if (!byDictionary(condition)) {
            return new Outcome(RowRanges.NONE, Level.DICTIONARY);
        }
        if (!byBloom(condition)) {
            return new Outcome(RowRanges.NONE, Level.BLOOM);
        }
        RowRanges rows = byPages(condition);
        return new Outcome(rows, rows.equals(all) ? Level.NOTHING : Level.PAGES);
    }

    private ColumnChunk chunk(SchemaNode column) {
        return chunks.computeIfAbsent(column.leaf(), rowGroup::chunk);
    }

    private Verdict byBounds(Condition asked) {
        return switch (asked) {
            case Constant constant -> constant == Constant.TRUE ? Verdict.ALL : Verdict.NONE;
            case ColumnTest test -> {
                Bounds bounds = Bounds.of(test, chunk(test.column()), footer);
                Verdict verdict = BoundsJudge.judge(test, bounds);
                verdicts.put(test.number(), verdict);
                if (bounds.known()) {
                    bounded.add(test.column().leaf());
                }
                yield verdict;
            }
            case All(List<Condition> conditions) -> {
                Verdict least = Verdict.ALL;
                for (Condition part : conditions) {
                    Verdict verdict = byBounds(part);
                    least = verdict.compareTo(least) < 0 ? verdict : least;
                    if (least == Verdict.NONE) {
                        break;
                    }
                }
                yield least;
            }
            case Any(List<Condition> conditions) -> {
                Verdict most = Verdict.NONE;
                for (Condition part : conditions) {
                    Verdict verdict = byBounds(part);
                    most = verdict.compareTo(most) > 0 ? verdict : most;
                }
                yield most;
            }
        };
    }

    /// What is known of `asked` by now.
    private Verdict known(Condition asked) {
        return switch (asked) {
            case Constant constant -> constant == Constant.TRUE ? Verdict.ALL : Verdict.NONE;
            case ColumnTest test -> verdicts.getOrDefault(test.number(), Verdict.MAYBE);
            case All(List<Condition> conditions) -> {
                Verdict least = Verdict.ALL;
                for (Condition part : conditions) {
                    Verdict verdict = known(part);
                    least = verdict.compareTo(least) < 0 ? verdict : least;
                }
                yield least;
            }
            case Any(List<Condition> conditions) -> {
                Verdict most = Verdict.NONE;
                for (Condition part : conditions) {
                    Verdict verdict = known(part);
                    most = verdict.compareTo(most) > 0 ? verdict : most;
                }
                yield most;
            }
        };
    }

    /// Notes that no row meets `asked`, so that nothing within it is looked at again.
    private void deny(Condition asked) {
        switch (asked) {
            case Constant constant -> {}
            case ColumnTest test -> verdicts.put(test.number(), Verdict.NONE);
            case All(List<Condition> conditions) -> conditions.forEach(this::deny);
            case Any(List<Condition> conditions) -> conditions.forEach(this::deny);
        }
    }

    private boolean byDictionary(Condition asked) throws IOException {
        Verdict known = known(asked);
        if (known != Verdict.MAYBE) {
            return known == Verdict.ALL;
        }
        SchemaNode column = asked.onlyColumn();
        if (column != null) {
            boolean may = mayMatchDictionary(asked, column);
            if (!may) {
                deny(asked);
            }
            return may;
        }
        return switch (asked) {
            case Constant constant -> constant == Constant.TRUE;
            case ColumnTest test -> true;
            case All(List<Condition> conditions) -> {
                for (Condition part : conditions) {
                    if (!byDictionary(part)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Any(List<Condition> conditions) -> {
                boolean some = false;
                for (Condition part : conditions) {
                    some |= byDictionary(part);
                }
                yield some;
            }
        };
    }

    private boolean mayMatchDictionary(Condition asked, SchemaNode column) throws IOException {
        ColumnChunk chunk = chunk(column);
        StoredType type = type(asked);
        if (type == null
                || !chunk.hasDictionary()
                || !chunk.isAllDictionary()
                || !DictionaryWorth.isWorth(asked, bounded.contains(column.leaf()), this::known)) {
            return true;
        }
        ChunkParts.Entries entries = parts.dictionary(rowGroup, column.leaf(), chunk);
        boolean nulls =
                column.maxDefinition() > 0
                        && !(chunk.statistics() != null && chunk.statistics().nullCount() == 0);
        return entries == null || DictionaryJudge.mayMatch(asked, type, entries, nulls);
    }

    private static @Nullable StoredType type(Condition asked) {
        return switch (asked) {
            case Constant constant -> null;
            case ColumnTest test -> test.type();
            case All(List<Condition> conditions) -> type(conditions.getFirst());
            case Any(List<Condition> conditions) -> type(conditions.getFirst());
        };
    }

    private boolean byBloom(Condition asked) throws IOException {
        Verdict known = known(asked);
        if (known != Verdict.MAYBE) {
            return known == Verdict.ALL;
        }
        return switch (asked) {
            case Constant constant -> constant == Constant.TRUE;
            case ColumnTest test -> {
                boolean may = mayMatchBloom(test);
                if (!may) {
                    deny(test);
                }
                yield may;
            }
            case All(List<Condition> conditions) -> {
                for (Condition part : conditions) {
                    if (!byBloom(part)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Any(List<Condition> conditions) -> {
                boolean some = false;
                for (Condition part : conditions) {
                    some |= byBloom(part);
                }
                yield some;
            }
        };
    }

    private boolean mayMatchBloom(ColumnTest test) throws IOException {
        StoredType type = test.type();
        ColumnChunk chunk = chunk(test.column());
        // A dictionary that holds all values has told already what a filter could.
        boolean told = chunk.hasDictionary() && chunk.isAllDictionary();
        if (test.op() != Op.IN || type == null || told || !chunk.hasBloomFilter()) {
            return true;
        }
        BloomFilter filter = null;
        for (Object value : test.values()) {
            List<byte[]> stored = type.encode(value);
            if (stored == null) {
                return true;
            }
            for (byte[] bytes : stored) {
                if (filter == null) {
                    filter = parts.bloomFilter(rowGroup, test.column().leaf(), chunk);
                }
                if (filter.mayContain(BloomFilter.hash(bytes))) {
                    return true;
                }
            }
        }
        return false;
    }

    private RowRanges byPages(Condition asked) throws IOException {
        RowRanges all = RowRanges.all(rowGroup.rowCount());
        Verdict known = known(asked);
        if (known != Verdict.MAYBE) {
            return known == Verdict.ALL ? all : RowRanges.NONE;
        }
        return switch (asked) {
            case Constant constant -> constant == Constant.TRUE ? all : RowRanges.NONE;
            case ColumnTest test -> pages(test, all);
            case All(List<Condition> conditions) -> {
                RowRanges rows = all;
                for (Condition part : conditions) {
                    rows = rows.intersect(byPages(part));
                    if (rows.isEmpty()) {
                        break;
                    }
                }
                yield rows;
            }
            case Any(List<Condition> conditions) -> {
                RowRanges rows = RowRanges.NONE;
                for (Condition part : conditions) {
                    rows = rows.union(byPages(part));
                    if (rows.equals(all)) {
                        break;
                    }
                }
                yield rows;
            }
        };
    }

    private RowRanges pages(ColumnTest test, RowRanges all) throws IOException {
        ColumnChunk chunk = chunk(test.column());
        if (!chunk.hasColumnIndex() || !chunk.hasOffsetIndex()) {
            return all;
        }
        int leaf = test.column().leaf();
        ChunkParts.PageIndex index = indexes.get(leaf);
        if (index == null) {
            index = parts.pageIndex(rowGroup, leaf, chunk);
            indexes.put(leaf, index);
        }
        int pageCount = index.offsets().pageCount();
        if (index.bounds().pageCount() != pageCount) {
            return all;
        }
        RowRanges.Builder rows = new RowRanges.Builder();
        for (int page = 0; page < pageCount; page++) {
            Bounds bounds = Bounds.of(test, index.bounds(), page, footer);
            if (BoundsJudge.judge(test, bounds) != Verdict.NONE) {
                rows.add(
                        index.offsets().firstRows()[page],
                        index.offsets().endRow(page, rowGroup.rowCount()));
            }
        }
        return rows.build();
    }

    /// For judging by bounds alone, which asks for nothing.
    private static final ChunkParts NO_PARTS =
            new ChunkParts() {
                @Override
                public @Nullable Entries dictionary(
                        RowGroup rowGroup, int leaf, ColumnChunk chunk) {
                    return null;
                }

                @Override
                public BloomFilter bloomFilter(RowGroup rowGroup, int leaf, ColumnChunk chunk) {
                    throw new IllegalStateException("Bounds need no bloom filter");
                }

                @Override
                public PageIndex pageIndex(RowGroup rowGroup, int leaf, ColumnChunk chunk) {
                    throw new IllegalStateException("Bounds need no page index");
                }
            };
}
