package dev.tarn.engine.eval;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.fuse.Lane;

import java.util.ArrayList;
import java.util.List;

/// A tree of calls that have formulas, over parts that are computed by other nodes.
sealed interface Term {

    /// The lane of its values.
    Lane lane();

    /// The numbers of the parts that it needs, one bit each.
    long parts();

    /// Its value by kernels, where `values` are those of the parts.
    Vector value(List<Vector> values, Rows rows);

    /// The value of the part called `number`.
    record Part(int number, Lane lane) implements Term {
        @Override
        public long parts() {
            return 1L << number;
        }

        @Override
        public Vector value(List<Vector> values, Rows rows) {
            return values.get(number);
        }
    }

    /// A constant that is not null, and the number that it is.
    record Constant(Node.Constant node, Lane lane, Number number) implements Term {
        @Override
        public long parts() {
            return 0;
        }

        @Override
        public Vector value(List<Vector> values, Rows rows) {
            return new ConstantVector(node.value(), rows.rowCount());
        }
    }

    /// A call whose arguments are terms.
    record Call(CallNode node, Formula formula, List<Term> operands, Lane lane, long parts)
            implements Term {
        @Override
        public Vector value(List<Vector> values, Rows rows) {
            List<Vector> arguments = new ArrayList<>(operands.size());
            for (Term operand : operands) {
                arguments.add(operand.value(values, rows));
            }
            return node.apply(arguments, rows);
        }
    }
}
