package dev.tarn.engine.plan.partial;

import dev.tarn.engine.plan.rule.HarmlessCalls;

import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// From a node that is asked for groups to the inputs that can be asked in its stead.
///
/// Whatever tells rows apart to the node is wanted of the input: what is wanted of the node, and
/// the columns of its condition. Rows that are alike in that meet the same fate. Expressions go
/// down as they are where they cannot fail, and by their columns where they might.
final class Steps {
    private final RexBuilder rex;

    Steps(RexBuilder rex) {
        this.rex = rex;
    }

    List<Step> below(RelNode node, Request request) {
        return switch (node) {
            case Project project -> below(project, request);
            case Filter filter -> below(filter, request);
            case Join join -> new JoinSteps(rex, join, request).all();
            default -> List.of();
        };
    }

    private static List<Step> below(Project project, Request request) {
        boolean steady =
                !project.containsOver()
                        && project.getProjects().stream().allMatch(RexUtil::isDeterministic);
        return steady
                ? List.of(
                        new Step(
                                project.getInput(),
                                request.map(node -> RelOptUtil.pushPastProject(node, project)),
                                input -> input))
                : List.of();
    }

    private List<Step> below(Filter filter, Request request) {
        RexNode condition = filter.getCondition();
        boolean moves =
                RexUtil.isDeterministic(condition)
                        && request.parts().stream().allMatch(part -> isHarmless(part));
        if (!moves) {
            return List.of();
        }
        Set<RexNode> asked = new LinkedHashSet<>();
        for (RexNode wanted : request.wanted()) {
            if (HarmlessCalls.isHarmless(wanted) && !columns(wanted).isEmpty()) {
                asked.add(wanted);
            } else {
                addColumns(filter.getInput(), columns(wanted), asked);
            }
        }
        addColumns(filter.getInput(), columns(condition), asked);
        Request below = new Request(new ArrayList<>(asked), request.parts());
        return List.of(
                new Step(filter.getInput(), below, input -> above(filter, request, asked, input)));
    }

    private static Built above(Filter filter, Request request, Set<RexNode> asked, Built input) {
        Map<RexNode, RexNode> known = new HashMap<>();
        int at = 0;
        for (RexNode one : asked) {
            known.put(one, input.wanted().get(at++));
        }
        Replacing replacing =
                new Replacing(
                        known,
                        column -> {
                            throw new IllegalStateException(
                                    "Column %d was not asked for".formatted(column));
                        });
        RelNode rel = LogicalFilter.create(input.rel(), filter.getCondition().accept(replacing));
        return new Built(rel, replacing.visitList(request.wanted()), input.states());
    }

    private static boolean isHarmless(Part part) {
        RexNode argument = part.argument();
        return argument == null || HarmlessCalls.isHarmless(argument);
    }

    static ImmutableBitSet columns(RexNode expression) {
        return RelOptUtil.InputFinder.bits(expression);
    }

    private void addColumns(RelNode input, ImmutableBitSet columns, Set<RexNode> asked) {
        for (int column : columns) {
            asked.add(rex.makeInputRef(input, column));
        }
    }
}
