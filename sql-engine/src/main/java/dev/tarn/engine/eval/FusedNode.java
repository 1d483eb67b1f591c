package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.fuse.FusedLoop;
import dev.tarn.engine.fuse.FusedLoops;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A tree of calls that is computed in one loop, where there is one for it, and else call by call.
///
/// A loop computes values that nobody asked for, under nulls and in rows that are not selected, and
/// tells only that some check was not met. The batch is then computed once more by the kernels,
/// which know which rows count, and what to throw.
///
/// What concerns one dictionary only may be computed for its entries first: a tree has a [Variant],
/// and so a loop, for each set of parts that come as dictionaries or constants.
final class FusedNode implements Node {
    /// Sets of parts that come encoded, beyond which batches are left to kernels.
    private static final int MAX_VARIANTS = 8;

    private final CallNode root;
    private final Term.Call tree;
    private final List<Node> parts;
    private final FusedLoops loops;
    private final Map<Encodings, Variant> variants = new HashMap<>();

    private FusedNode(CallNode root, Terms.Tree tree, FusedLoops loops) {
        this.root = root;
        this.tree = tree.root();
        this.parts = tree.parts();
        this.loops = loops;
    }

    /// `node` by loops, if it is a tree of calls that has one.
    static Node of(Node node, FusedLoops loops) {
        if (!loops.areMade() || !(node instanceof CallNode call)) {
            return node;
        }
        Terms.Tree tree = Terms.of(call, loops);
        return tree == null ? node : new FusedNode(call, tree, loops);
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
        if (rows.selectedCount() == 0) {
            return Vectors.nulls(root.function().resultType(), rows.rowCount());
        }
        List<Vector> values = new ArrayList<>(parts.size());
        try {
            for (Node part : parts) {
                values.add(part.evaluate(batch, rows));
            }
        } catch (SqlException e) {
            // Calls that come before the part may fail with an error of their own.
            return root.evaluate(batch, rows);
        }
        Vector fused = fused(values, rows);
        return fused == null ? tree.value(values, rows) : fused;
    }

    private @Nullable Vector fused(List<Vector> values, Rows rows) {
        Encodings encodings = Encodings.of(values);
        Variant variant = variants.get(encodings);
        if (variant == null) {
            if (variants.size() == MAX_VARIANTS) {
                return null;
            }
            variant = new Variant(tree, encodings, loops);
            variants.put(encodings, variant);
        }
        FusedLoop loop = variant.loop(rows);
        if (loop == null) {
            return null;
        }
        try {
            return variant.run(loop, values, rows);
        } catch (SqlException e) {
            // Calls that come before what is computed for a dictionary may fail first.
            return null;
        }
    }
}
