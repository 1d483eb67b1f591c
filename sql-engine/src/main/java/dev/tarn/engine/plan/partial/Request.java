package dev.tarn.engine.plan.partial;

import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// What is asked of a node whose rows may come already grouped.
///
/// @param wanted expressions over its columns whose values, combined, tell groups apart
/// @param parts what is computed of each group
record Request(List<RexNode> wanted, List<Part> parts) {
    Request {
        wanted = List.copyOf(wanted);
        parts = List.copyOf(parts);
    }

    Request map(UnaryOperator<RexNode> change) {
        List<RexNode> newWanted = new ArrayList<>();
        wanted.forEach(expression -> newWanted.add(change.apply(expression)));
        List<Part> newParts = new ArrayList<>();
        for (Part part : parts) {
            RexNode argument = part.argument();
            newParts.add(argument == null ? part : part.of(change.apply(argument)));
        }
        return new Request(newWanted, newParts);
    }
}
