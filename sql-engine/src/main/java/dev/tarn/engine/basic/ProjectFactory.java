package dev.tarn.engine.basic;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.eval.ExprEvaluator;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.OperatorFactory;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionContext;

import java.util.ArrayList;
import java.util.List;

/// Computes one column an expression for the selected rows; the selection stays.
///
/// A batch of which less than a quarter is selected is compacted first, so that what follows does
/// not carry the rest along.
record ProjectFactory(List<Expr> expressions, FunctionContext functions)
        implements OperatorFactory {
    @Override
    public Operator create() {
        List<ExprEvaluator> evaluators = Evaluators.evaluators(expressions, functions);
        return new OneToOne() {
            @Override
            Batch map(Batch batch) {
                return project(batch, evaluators);
            }
        };
    }

    private static Batch project(Batch batch, List<ExprEvaluator> evaluators) {
        Batch input = batch.selectedCount() * 4L < batch.rowCount() ? batch.compact() : batch;
        List<Vector> columns = new ArrayList<>(evaluators.size());
        for (ExprEvaluator evaluator : evaluators) {
            columns.add(evaluator.evaluate(input));
        }
        return new Batch(columns, input.rowCount(), input.selection(), input.selectedCount());
    }
}
