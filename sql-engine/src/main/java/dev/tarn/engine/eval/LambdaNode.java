package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.LambdaKernel;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;

import java.util.ArrayList;
import java.util.List;

/// A call of a function that takes lambdas. Bodies are computed over batches of elements, beside
/// which stand the values that they captured.
final class LambdaNode implements Node {
    private final ScalarFunction function;
    private final LambdaKernel kernel;
    private final List<Node> arguments;
    private final List<Body> bodies;

    LambdaNode(
            ScalarFunction function, LambdaKernel kernel, List<Node> arguments, List<Body> bodies) {
        this.function = function;
        this.kernel = kernel;
        this.arguments = arguments;
        this.bodies = bodies;
    }

    /// A lambda ready to run, over its parameters and then what it captured.
    record Body(Node node, List<Node> captured) {

        LambdaKernel.Lambda over(Batch batch, Rows rows) {
            List<Vector> seen = new ArrayList<>();
            for (Node one : captured) {
                seen.add(one.evaluate(batch, rows));
            }
            return (parameters, origins, count) -> {
                List<Vector> columns = new ArrayList<>(parameters);
                for (Vector one : seen) {
                    columns.add(one.take(origins, count));
                }
                return node.evaluate(new Batch(columns, count), Rows.all(count));
            };
        }
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
        List<Vector> values = new ArrayList<>(arguments.size());
        for (Node argument : arguments) {
            values.add(argument.evaluate(batch, rows));
        }
        List<LambdaKernel.Lambda> lambdas = new ArrayList<>(bodies.size());
        for (Body body : bodies) {
            lambdas.add(body.over(batch, rows));
        }
        return CallNode.compute(
                function, values, rows, needed -> kernel.apply(values, lambdas, needed));
    }
}
