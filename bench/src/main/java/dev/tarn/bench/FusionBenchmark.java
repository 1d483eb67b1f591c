package dev.tarn.bench;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.eval.ExprEvaluator;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.fuse.FusedLoops;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Nanoseconds a row of a batch to compute an expression, by kernels one after another and by a
/// loop made for it. Of `one in` 2, every second row is selected.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class FusionBenchmark {
    private static final int ROW_COUNT = Batch.TARGET_ROW_COUNT;
    private static final Decimal MONEY = new Decimal(15, 2);
    private static final Expr X = new Expr.Column(0, DataType.DOUBLE);
    private static final Expr Y = new Expr.Column(1, DataType.DOUBLE);
    private static final Expr A = new Expr.Column(2, DataType.BIGINT);
    private static final Expr B = new Expr.Column(3, DataType.BIGINT);
    private static final Expr PRICE =
            new Expr.Cast(new Expr.Column(4, MONEY), DataType.DOUBLE, false);
    private static final Expr RATE =
            new Expr.Cast(new Expr.Column(5, MONEY), DataType.DOUBLE, false);

    /// What is computed.
    public enum Formula {
        /// `x * y + x - y / x`
        DOUBLES(call("subtract", call("add", call("multiply", X, Y), X), call("divide", Y, X))),
        /// The same of decimals cast to doubles, one a dictionary.
        CASTS(
                call(
                        "subtract",
                        call("add", call("multiply", PRICE, RATE), PRICE),
                        call("divide", RATE, PRICE))),
        /// `sqrt(price)` of decimals
        ROOTS(call("sqrt", PRICE)),
        /// `a + b - a`
        SUMS(call("subtract", call("add", A, B), A)),
        /// `(a * 3 + b) % 1000`
        REMAINDERS(call("modulus", call("add", call("multiply", A, number(3)), B), number(1000)));

        private final Expr expression;

        Formula(Expr expression) {
            this.expression = expression;
        }
    }

    @Param public Formula formula = Formula.DOUBLES;

    @Param({"1", "2", "10"})
    public int oneIn = 1;

    private Batch batch = new Batch(List.of(), 0);
    private ExprEvaluator kernels = batch -> batch.column(0);
    private ExprEvaluator loops = kernels;

    private static Expr number(long value) {
        return new Expr.Literal(value, DataType.BIGINT);
    }

    private static Expr call(String name, Expr... arguments) {
        List<DataType> types = Arrays.stream(arguments).map(Expr::type).toList();
        return new Expr.Call(
                Functions.standard().scalar(name).orElseThrow().bind(types).orElseThrow(),
                List.of(arguments));
    }

    @Setup
    public void make() {
        Random random = new Random(1);
        List<Vector> columns =
                List.of(
                        new DoubleVector(DataType.DOUBLE, random.doubles(ROW_COUNT).toArray()),
                        new DoubleVector(DataType.DOUBLE, random.doubles(ROW_COUNT).toArray()),
                        longs(DataType.BIGINT, ROW_COUNT, random),
                        longs(DataType.BIGINT, ROW_COUNT, random),
                        longs(MONEY, ROW_COUNT, random),
                        new DictionaryVector(
                                longs(MONEY, 10, random),
                                random.ints(ROW_COUNT, 0, 10).toArray(),
                                ROW_COUNT));
        int[] rows = IntStream.range(0, ROW_COUNT).filter(row -> row % oneIn == 0).toArray();
        batch =
                oneIn == 1
                        ? new Batch(columns, ROW_COUNT)
                        : new Batch(columns, ROW_COUNT, rows, rows.length);
        FunctionContext context = new FunctionContext(Instant.EPOCH, ZoneOffset.UTC, "bench", 1);
        kernels = Evaluators.evaluator(formula.expression, context);
        loops = Evaluators.evaluator(formula.expression, context.withLoops(FusedLoops.atOnce()));
        Vector one = kernels.evaluate(batch);
        Vector other = loops.evaluate(batch);
        for (int row : rows) {
            if (!String.valueOf(JavaValues.value(one, row))
                    .equals(String.valueOf(JavaValues.value(other, row)))) {
                throw new IllegalStateException("Loop and kernels disagree in row " + row);
            }
        }
    }

    private static LongVector longs(DataType type, int count, Random random) {
        return new LongVector(type, random.longs(count, 1, 10_000_000).toArray());
    }

    @Benchmark
    @OperationsPerInvocation(ROW_COUNT)
    public Vector byKernels() {
        return kernels.evaluate(batch);
    }

    @Benchmark
    @OperationsPerInvocation(ROW_COUNT)
    public Vector byLoop() {
        return loops.evaluate(batch);
    }
}
