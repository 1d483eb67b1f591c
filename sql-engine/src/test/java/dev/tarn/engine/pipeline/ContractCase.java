package dev.tarn.engine.pipeline;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.AggregateFunction;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.physical.AggregateCall;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/// One use of one operator, over a left and a right input of [#FIELDS], for [OperatorContractTest].
///
/// @param ordered whether the rows come in one order, else in any
/// @param spills whether all of its rows can be on disk
record ContractCase(String name, BinaryOperator<Plan> over, boolean ordered, boolean spills) {
    static final List<Field> FIELDS = Plans.fields(DataType.BIGINT, DataType.STRING, DataType.DATE);

    /// An order of all columns, so that only equal rows are peers.
    static final List<SortKey> KEYS =
            List.of(
                    new SortKey(1, true, false),
                    new SortKey(0, false, true),
                    new SortKey(2, false, false));

    static ContractCase keeping(String name, BinaryOperator<Plan> over) {
        return new ContractCase(name, over, false, false);
    }

    static ContractCase spilling(String name, BinaryOperator<Plan> over) {
        return new ContractCase(name, over, false, true);
    }

    static List<ContractCase> all() {
        List<ContractCase> all = new ArrayList<>(BasicCases.all());
        all.addAll(GroupCases.all());
        all.addAll(JoinCases.all());
        all.addAll(OrderCases.all());
        return all;
    }

    @Override
    public String toString() {
        return name;
    }

    static Expr column(int ordinal) {
        return new Expr.Column(ordinal, FIELDS.get(ordinal % FIELDS.size()).type());
    }

    static Expr less(int ordinal, Expr than) {
        return call("less_than", List.of(new Expr.Column(ordinal, DataType.BIGINT), than));
    }

    static Expr call(String function, List<Expr> arguments) {
        return new Expr.Call(
                Functions.standard()
                        .scalar(function)
                        .orElseThrow()
                        .bind(arguments.stream().map(Expr::type).toList())
                        .orElseThrow(),
                arguments);
    }

    static AggregateFunction aggregate(String function, DataType type) {
        return Functions.standard()
                .aggregate(function)
                .orElseThrow()
                .bind(List.of(type))
                .orElseThrow();
    }

    /// The number of rows of `input`, where which rows they are is not defined.
    static Plan count(Plan input) {
        return new Plan.Aggregate(
                input,
                List.of(),
                List.of(new AggregateCall(Sums.COUNT, List.of(), false, null)),
                Plans.fields(DataType.BIGINT));
    }
}
