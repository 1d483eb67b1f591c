package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFrame;
import dev.tarn.engine.physical.WindowFunction;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.SetOp;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// INTERSECT ALL and EXCEPT ALL; without ALL they are joins before lowering.
///
/// Equal rows of each side are numbered. The n-th of the left is in both sides if the right has an
/// n-th too, and in the left alone if it has not.
///
/// ```
/// INTERSECT ALL [a, b]  →  SemiJoin on all columns and the number [number(a), number(b)]
/// EXCEPT ALL [a, b]     →  AntiJoin on all columns and the number [number(a), number(b)]
/// ```
final class SetOperations {
    private final Lowering lowering;

    SetOperations(Lowering lowering) {
        this.lowering = lowering;
    }

    Plan lower(SetOp operation, JoinType type) {
        List<Field> fields = Lowering.fields(operation);
        Plan left = input(operation.getInputs().getFirst(), fields);
        for (RelNode next : operation.getInputs().subList(1, operation.getInputs().size())) {
            List<Integer> keys = IntStream.rangeClosed(0, fields.size()).boxed().toList();
            Plan joined =
                    new Plan.HashJoin(
                            numbered(left),
                            numbered(input(next, fields)),
                            type,
                            keys,
                            keys,
                            Collections.nCopies(keys.size(), true),
                            null);
            left = unnumbered(joined, fields);
        }
        return left;
    }

    private Plan input(RelNode node, List<Field> fields) {
        return lowering.as(lowering.lower(node), fields);
    }

    private static Plan numbered(Plan plan) {
        List<Field> output = new ArrayList<>(plan.output());
        output.add(new Field("row_number", DataType.BIGINT));
        WindowCall number =
                new WindowCall(
                        WindowFunction.Ranking.ROW_NUMBER, List.of(), false, WindowFrame.PARTITION);
        List<Integer> keys = IntStream.range(0, plan.output().size()).boxed().toList();
        return new Plan.Window(plan, keys, List.of(), List.of(number), output);
    }

    private static Plan unnumbered(Plan plan, List<Field> fields) {
        List<Expr> columns = new ArrayList<>();
        for (Field field : fields) {
            columns.add(new Expr.Column(columns.size(), field.type()));
        }
        return new Plan.Project(plan, columns, fields);
    }
}
