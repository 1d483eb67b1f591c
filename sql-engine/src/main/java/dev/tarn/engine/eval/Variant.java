package dev.tarn.engine.eval;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.fuse.FusedLoop;
import dev.tarn.engine.fuse.FusedLoops;
import dev.tarn.engine.fuse.Lane;
import dev.tarn.engine.fuse.Shape;
import dev.tarn.engine.fuse.ShapeBuilder;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A tree of terms as a formula over arrays, while certain parts come as dictionaries or constants.
///
/// Each of these is spread to rows once: as it is, or, where only one chain of calls needs it, with
/// these calls computed for its entries before. Owned by one driver.
final class Variant {
    /// Below one selected row of so many, rows are listed: a loop over all of them computes four or
    /// eight at once.
    private static final int DENSE_SHARE = 4;

    /// Batches that may be computed in vain before their share counts, which is then one of so many
    /// at most.
    private static final int VAIN_BATCHES = 16;

    private static final int VAIN_SHARE = 4;

    private final FusedLoops loops;
    private final Term.Call tree;
    private final Encodings encodings;
    private final List<Term> inputs = new ArrayList<>();
    private final List<LaneArrays> arrays = new ArrayList<>();
    private final ShapeBuilder shape = new ShapeBuilder();
    private final Map<Term, Integer> numbers = new HashMap<>();

    /// Of the parts of each dictionary and constants beside it, the longest chains of calls.
    private final Map<Long, Set<Term>> chains = new HashMap<>();

    private final long[] constants;
    private final boolean checked;
    private final List<Lane> rooms;
    private final List<Object> room = new ArrayList<>();
    private int roomRowCount;
    private int callCount;
    private FusedLoops.@Nullable Candidate all;
    private FusedLoops.@Nullable Candidate listed;
    private long batchCount;
    private long vainCount;

    /// The variant of `tree` for when its parts come in `encodings`.
    Variant(Term.Call tree, Encodings encodings, FusedLoops loops) {
        this.loops = loops;
        this.tree = tree;
        this.encodings = encodings;
        findChains(tree);
        number(tree);
        this.constants = shape.constants();
        Shape ofAll = new Shape(shape.values(), false);
        this.checked = ofAll.checked();
        this.rooms = callCount < 2 ? List.of() : ofAll.rooms();
    }

    private void findChains(Term term) {
        if (encodings.isChain(term)) {
            chains.computeIfAbsent(dictionary(term), _ -> new HashSet<>()).add(term);
        } else if (term instanceof Term.Call call) {
            call.operands().forEach(this::findChains);
        }
    }

    private long dictionary(Term term) {
        return term.parts() & ~encodings.constants();
    }

    /// The number of `term`'s value in the formula.
    private int number(Term term) {
        Integer known = numbers.get(term);
        if (known != null) {
            return known;
        }
        int number =
                switch (term) {
                    case Term.Constant constant ->
                            shape.constant(constant.lane(), constant.number());
                    case Term.Call call when !isInput(call) -> write(call);
                    case Term.Call _, Term.Part _ -> input(term);
                };
        numbers.put(term, number);
        return number;
    }

    private int write(Term.Call call) {
        callCount++;
        int[] operands = call.operands().stream().mapToInt(this::number).toArray();
        return call.formula().write(shape, operands);
    }

    private int input(Term term) {
        inputs.add(term);
        arrays.add(new LaneArrays());
        return shape.input(term.lane());
    }

    /// Whether kernels compute it for less than all rows: of constants, or as the only chain of a
    /// dictionary.
    private boolean isInput(Term.Call call) {
        return encodings.areConstant(call.parts())
                || chains.getOrDefault(dictionary(call), Set.of()).equals(Set.of(call));
    }

    /// The loop for `rows`, if it is made; null also where kernels do better.
    @Nullable FusedLoop loop(Rows rows) {
        if (callCount < 2 || isVain()) {
            return null;
        }
        FusedLoops.Candidate candidate = isListed(rows) ? listed : all;
        if (candidate == null) {
            candidate = loops.candidate(new Shape(shape.values(), isListed(rows)));
            if (isListed(rows)) {
                listed = candidate;
            } else {
                all = candidate;
            }
        }
        return candidate.loop(rows.selectedCount());
    }

    /// What is not selected must not fail.
    private boolean isListed(Rows rows) {
        return rows.selection() != null
                && (checked || rows.selectedCount() * (long) DENSE_SHARE < rows.rowCount());
    }

    private boolean isVain() {
        return vainCount > VAIN_BATCHES && vainCount * VAIN_SHARE > batchCount;
    }

    /// The tree's value by `loop`, where `values` are those of the parts; null where checks leave
    /// it to kernels.
    @Nullable Vector run(FusedLoop loop, List<Vector> values, Rows rows) {
        int rowCount = rows.rowCount();
        List<Object> columns = new ArrayList<>(inputs.size() + rooms.size());
        long[] validity = null;
        for (int input = 0; input < inputs.size(); input++) {
            Vector column = inputs.get(input).value(values, rows);
            columns.add(arrays.get(input).values(column));
            validity = Bitmaps.and(validity, LaneArrays.validity(column), rowCount);
        }
        columns.addAll(room(rowCount));
        Object out = tree.lane().newArray(rowCount);
        int count = isListed(rows) ? rows.selectedCount() : rowCount;
        batchCount++;
        if (loop.run(columns.toArray(), constants, out, rows.selection(), count) < 0) {
            vainCount++;
            return null;
        }
        return LaneArrays.vector(tree.node().function().resultType(), out, validity, rowCount);
    }

    /// Arrays of `rowCount` for what the loop keeps, used for one batch after another.
    private List<Object> room(int rowCount) {
        if (roomRowCount < rowCount) {
            room.clear();
            rooms.forEach(lane -> room.add(lane.newArray(rowCount)));
            roomRowCount = rowCount;
        }
        return room;
    }
}
