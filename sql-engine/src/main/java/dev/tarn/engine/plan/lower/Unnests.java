package dev.tarn.engine.plan.lower;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.plan.rule.Unnest;
import dev.tarn.engine.schema.RelTypes;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;

import java.util.ArrayList;
import java.util.List;

/// Elements of collections as rows: of columns beside them, or of an input without other columns.
final class Unnests {
    private final Lowering lowering;

    Unnests(Lowering lowering) {
        this.lowering = lowering;
    }

    Plan lower(Unnest unnest) {
        RelNode input = unnest.getInput();
        List<RexNode> nodes =
                new ArrayList<>(
                        input.getCluster().getRexBuilder().identityProjects(input.getRowType()));
        List<Field> fields = new ArrayList<>(Lowering.fields(input));
        int width = nodes.size();
        for (RexNode collection : unnest.collections()) {
            String name =
                    collection instanceof RexInputRef reference
                            ? fields.get(reference.getIndex()).name()
                            : "$" + nodes.size();
            nodes.add(collection);
            fields.add(new Field(name, RelTypes.fromRel(collection.getType())));
        }
        Plan plan = lowering.projection(nodes, fields, input);
        return unnested(
                plan, width, unnest.withOrdinality(), unnest.isOuter(), Lowering.fields(unnest));
    }

    Plan lower(Uncollect uncollect) {
        Plan input = lowering.lower(uncollect.getInput());
        return unnested(input, 0, uncollect.withOrdinality, false, Lowering.fields(uncollect));
    }

    private Plan unnested(
            Plan input, int width, boolean withOrdinality, boolean outer, List<Field> wanted) {
        List<Field> output = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            boolean ordinal = withOrdinality && i == wanted.size() - 1;
            output.add(ordinal ? new Field(wanted.get(i).name(), DataType.BIGINT) : wanted.get(i));
        }
        return lowering.as(new Plan.Unnest(input, width, withOrdinality, outer, output), wanted);
    }
}
