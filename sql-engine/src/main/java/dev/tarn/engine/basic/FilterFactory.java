package dev.tarn.engine.basic;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.eval.PredicateEvaluator;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.OperatorFactory;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionContext;

/// Keeps the rows for which a predicate is true, by narrowing the selection; columns are shared.
record FilterFactory(Expr predicate, FunctionContext functions) implements OperatorFactory {
    @Override
    public Operator create() {
        PredicateEvaluator evaluator = Evaluators.predicate(predicate, functions);
        return new OneToOne() {
            @Override
            Batch map(Batch batch) {
                return evaluator.filter(batch);
            }
        };
    }
}
