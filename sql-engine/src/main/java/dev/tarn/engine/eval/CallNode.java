package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.NullPolicy;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A function call: sees to nulls, peels dictionaries and constants off, and calls the kernel.
///
/// Where the only argument that is not constant is a dictionary, the function is computed for the
/// dictionary's entries, and the ids stay: for all entries, once for as long as batches share the
/// dictionary, if the function cannot fail; for those in use otherwise.
final class CallNode implements Node {
    /// Entries up to which a dictionary is computed whole, though the batch needs fewer: later
    /// batches of the same file share it.
    static final int MAX_PEELED_ENTRIES = 1 << 16;

    private final ScalarFunction function;
    private final List<Node> arguments;
    private final FunctionContext context;

    // The last dictionary that was peeled, and its results. Valid only beside constants that never
    // change.
    private final boolean cacheable;
    private @Nullable FlatVector peeled;
    private @Nullable FlatVector peeledResult;

    CallNode(ScalarFunction function, List<Node> arguments, FunctionContext context) {
        this.function = function;
        this.arguments = arguments;
        this.context = context;
        int varying = 0;
        for (Node argument : arguments) {
            varying += argument instanceof Constant ? 0 : 1;
        }
        this.cacheable = varying == 1 && !function.fallible();
    }

    ScalarFunction function() {
        return function;
    }

    List<Node> arguments() {
        return arguments;
    }

    @Override
    public Vector evaluate(Batch batch, Rows rows) {
        List<Vector> values = new ArrayList<>(arguments.size());
        for (Node argument : arguments) {
            values.add(argument.evaluate(batch, rows));
        }
        return apply(values, rows);
    }

    /// The function's value for arguments that are there already.
    Vector apply(List<Vector> values, Rows rows) {
        if (rows.selectedCount() == 0) {
            return Vectors.nulls(function.resultType(), rows.rowCount());
        }
        boolean propagates = function.nullPolicy() == NullPolicy.NULL_IF_ANY_NULL;
        int dictionaries = 0;
        int constants = 0;
        for (Vector value : values) {
            if (value instanceof ConstantVector constant) {
                constants++;
                if (propagates && constant.isNull()) {
                    return Vectors.nulls(function.resultType(), rows.rowCount());
                }
            } else if (value instanceof DictionaryVector) {
                dictionaries++;
            }
        }
        if (function.deterministic() && !values.isEmpty()) {
            if (constants == values.size()) {
                return new ConstantVector(once(values), rows.rowCount());
            }
            if (dictionaries == 1 && constants == values.size() - 1) {
                return peel(values, rows);
            }
        }
        return compute(values, rows);
    }

    /// The value of a call over constants.
    private FlatVector once(List<Vector> values) {
        List<Vector> single = new ArrayList<>(values.size());
        for (Vector value : values) {
            single.add(new ConstantVector(((ConstantVector) value).value(), 1));
        }
        FlatVector result = compute(single, Rows.all(1)).flatten();
        return result.length() == 1 ? result : result.take(new int[1], 1);
    }

    private Vector peel(List<Vector> values, Rows rows) {
        int at = 0;
        while (!(values.get(at) instanceof DictionaryVector)) {
            at++;
        }
        DictionaryVector ids = (DictionaryVector) values.get(at);
        FlatVector dictionary = ids.dictionary();
        if (dictionary == peeled && peeledResult != null) {
            return new DictionaryVector(peeledResult, ids.ids(), ids.length());
        }
        if (dictionary.length() > (cacheable ? MAX_PEELED_ENTRIES : rows.selectedCount())) {
            return compute(values, rows);
        }
        Rows entries = function.fallible() ? usedEntries(ids, rows) : Rows.all(dictionary.length());
        List<Vector> overEntries = new ArrayList<>(values.size());
        for (Vector value : values) {
            overEntries.add(
                    value instanceof ConstantVector constant
                            ? new ConstantVector(constant.value(), dictionary.length())
                            : dictionary);
        }
        FlatVector result = compute(overEntries, entries).flatten();
        if (cacheable) {
            peeled = dictionary;
            peeledResult = result;
        }
        return new DictionaryVector(result, ids.ids(), ids.length());
    }

    private static Rows usedEntries(DictionaryVector ids, Rows rows) {
        int entryCount = ids.dictionary().length();
        boolean[] used = new boolean[entryCount];
        for (int i = 0; i < rows.selectedCount(); i++) {
            used[ids.ids()[rows.row(i)]] = true;
        }
        int[] entries = new int[entryCount];
        int count = 0;
        for (int entry = 0; entry < entryCount; entry++) {
            if (used[entry]) {
                entries[count++] = entry;
            }
        }
        return Rows.all(entryCount).of(entries, count);
    }

    private Vector compute(List<Vector> values, Rows rows) {
        return compute(
                function, values, rows, needed -> function.kernel().apply(values, needed, context));
    }

    /// What `kernel` gives for the rows that it has to be asked for, and nulls as the function's
    /// policy says.
    static Vector compute(
            ScalarFunction function,
            List<Vector> values,
            Rows rows,
            Function<Rows, ? extends Vector> kernel) {
        if (function.nullPolicy() == NullPolicy.SEES_NULLS) {
            return kernel.apply(rows);
        }
        long[] validity = null;
        for (Vector value : values) {
            validity = Bitmaps.and(validity, Args.validity(value), rows.rowCount());
        }
        if (validity == null) {
            return kernel.apply(rows);
        }
        Rows needed = function.fallible() ? rows.where(validity) : rows;
        if (needed.selectedCount() == 0) {
            return Vectors.nulls(function.resultType(), rows.rowCount());
        }
        FlatVector result = kernel.apply(needed).flatten();
        return result.withValidity(Bitmaps.and(validity, result.validity(), rows.rowCount()));
    }
}
