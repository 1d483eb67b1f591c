package dev.tarn.engine.eval;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.fuse.FusedLoops;
import dev.tarn.engine.fuse.Lane;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Finds the largest tree of terms below a call, and the nodes of its parts. A part that stands in
/// several places has one number.
final class Terms {
    /// Calls of one tree. Their code is far below the 8,000 bytes up to which HotSpot compiles a
    /// method, and there are fewer parts than bits of a word.
    static final int MAX_CALLS = 48;

    private final FusedLoops loops;
    private final List<Node> parts = new ArrayList<>();
    private final Map<Node, Term.Part> known = new HashMap<>();
    private int callCount;

    private Terms(FusedLoops loops) {
        this.loops = loops;
    }

    /// A tree, and the nodes that compute its parts.
    record Tree(Term.Call root, List<Node> parts) {}

    /// The tree of `root`; null if less than two calls of it have formulas.
    static @Nullable Tree of(CallNode root, FusedLoops loops) {
        Formula formula = formula(root);
        if (formula == null) {
            return null;
        }
        Terms terms = new Terms(loops);
        Term.Call call = terms.call(root, formula);
        return terms.callCount < 2 ? null : new Tree(call, List.copyOf(terms.parts));
    }

    /// The formula of a call without null arguments, or null.
    private static @Nullable Formula formula(CallNode call) {
        for (Node argument : call.arguments()) {
            if (argument instanceof Node.Constant constant && constant.value().isNull(0)) {
                return null;
            }
        }
        return Formulas.of(call.function());
    }

    private Term.Call call(CallNode node, Formula formula) {
        callCount++;
        List<DataType> types = node.function().parameterTypes();
        List<Term> operands = new ArrayList<>();
        long below = 0;
        for (int i = 0; i < types.size(); i++) {
            Term operand = term(node.arguments().get(i), lane(types.get(i)));
            operands.add(operand);
            below |= operand.parts();
        }
        Lane lane = lane(node.function().resultType());
        return new Term.Call(node, formula, List.copyOf(operands), lane, below);
    }

    private Term term(Node node, Lane lane) {
        if (node instanceof Node.Constant constant) {
            return new Term.Constant(constant, lane, LaneArrays.number(constant.value()));
        }
        if (node instanceof CallNode call && callCount < MAX_CALLS) {
            Formula formula = formula(call);
            if (formula != null) {
                return call(call, formula);
            }
        }
        return known.computeIfAbsent(
                node,
                _ -> {
                    parts.add(FusedNode.of(node, loops));
                    return new Term.Part(parts.size() - 1, lane);
                });
    }

    private static Lane lane(DataType type) {
        return Objects.requireNonNull(Formulas.lane(type), () -> "No lane has " + type);
    }
}
