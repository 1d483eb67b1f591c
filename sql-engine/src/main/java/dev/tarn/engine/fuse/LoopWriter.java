package dev.tarn.engine.fuse;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/// Writes a shape as a hidden class with one method: a loop over the rows for each [Segment].
///
/// Loops are what C2 makes vectors of: one int counts to a local, arrays and constants are locals,
/// every value of a row is a local, and nothing branches out. What checks find is collected, a word
/// whose sign says that something was wrong, and joined with what was found before once a row, so
/// that there is one reduction. Rows that are listed are read and written one by one.
public final class LoopWriter {
    private static final ClassDesc LOOP =
            ClassDesc.of(LoopWriter.class.getPackageName(), "GeneratedLoop");
    private static final MethodType RUN_TYPE =
            MethodType.methodType(
                    long.class, Object[].class, long[].class, Object.class, int[].class, int.class);

    private final Shape shape;
    private final CodeBuilder code;

    /// The local of each value, and of the array of each input and of each result that is kept.
    private final int[] locals;

    private final int[] arrays;
    private int arrayCount;
    private final int out;
    private final int at;
    private final int row;

    /// What checks have found in all rows, and in this one.
    private final int found;

    private final int foundHere;
    private boolean checked;

    private LoopWriter(Shape shape, CodeBuilder code) {
        this.shape = shape;
        this.code = code;
        List<Shape.Value> values = shape.values();
        this.locals = new int[values.size()];
        this.arrays = new int[values.size()];
        for (int value = 0; value < locals.length; value++) {
            locals[value] = code.allocateLocal(values.get(value).lane().localKind());
            arrays[value] = code.allocateLocal(TypeKind.REFERENCE);
        }
        this.out = code.allocateLocal(TypeKind.REFERENCE);
        this.at = code.allocateLocal(TypeKind.INT);
        this.row = shape.selected() ? code.allocateLocal(TypeKind.INT) : at;
        this.found = code.allocateLocal(TypeKind.LONG);
        this.foundHere = code.allocateLocal(TypeKind.LONG);
    }

    /// A loop of `shape`, in a class that is unloaded with it.
    ///
    /// @throws IllegalStateException where no class can be made of it
    public static FusedLoop write(Shape shape) {
        try {
            Class<?> made =
                    MethodHandles.lookup().defineHiddenClass(bytes(shape), true).lookupClass();
            return new Handle(MethodHandles.lookup().findStatic(made, "run", RUN_TYPE));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new IllegalStateException("No class can be made of " + shape, e);
        }
    }

    /// Calls a loop, by a handle that is no constant: so the loop stays a method of its own, which
    /// [WarmUp] has had compiled, and is not compiled once more as part of its callers.
    private record Handle(MethodHandle loop) implements FusedLoop {
        @Override
        public long run(
                Object[] arrays, long[] constants, Object out, int @Nullable [] rows, int count) {
            try {
                return (long) loop.invokeExact(arrays, constants, out, rows, count);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("A loop throws nothing that is checked", e);
            }
        }
    }

    private static byte[] bytes(Shape shape) {
        return ClassFile.of()
                .build(
                        LOOP,
                        type ->
                                type.withMethodBody(
                                        "run",
                                        RUN_TYPE.describeConstable().orElseThrow(),
                                        ClassFile.ACC_STATIC,
                                        code -> new LoopWriter(shape, code).writeRun()));
    }

    private void writeRun() {
        writeLocals();
        for (Segment segment : Segment.of(shape)) {
            for (int value : segment.kept()) {
                writeArray(value);
            }
        }
        for (Segment segment : Segment.of(shape)) {
            writeLoop(segment);
        }
        code.lload(found).lreturn();
    }

    /// What stays the same for all rows.
    private void writeLocals() {
        int constants = 0;
        for (int value = 0; value < locals.length; value++) {
            switch (shape.values().get(value)) {
                case Shape.Input _ -> writeArray(value);
                case Shape.Constant(Lane lane) -> {
                    code.aload(code.parameterSlot(1)).loadConstant(constants++).laload();
                    lane.fromBits(code);
                    store(value);
                }
                case Shape.Result _ -> {}
            }
        }
        code.aload(code.parameterSlot(2)).checkcast(shape.lane().arrayType()).astore(out);
        code.lconst_0().lstore(found);
    }

    /// Takes the next of the arrays that are given.
    private void writeArray(int value) {
        code.aload(code.parameterSlot(0))
                .loadConstant(arrayCount++)
                .aaload()
                .checkcast(shape.values().get(value).lane().arrayType())
                .astore(arrays[value]);
    }

    private void writeLoop(Segment segment) {
        Label head = code.newLabel();
        Label end = code.newLabel();
        checked = false;
        code.iconst_0().istore(at);
        code.labelBinding(head);
        code.iload(at).iload(code.parameterSlot(4)).if_icmpge(end);
        if (shape.selected()) {
            code.aload(code.parameterSlot(3)).iload(at).iaload().istore(row);
        }
        for (int value : segment.loads()) {
            boolean isInput = shape.values().get(value) instanceof Shape.Input;
            code.aload(arrays[value]).iload(isInput ? row : at).arrayLoad(arrayKind(value));
            store(value);
        }
        for (int value = segment.from(); value < segment.to(); value++) {
            if (shape.values().get(value) instanceof Shape.Result result) {
                writeResult(value, result);
            }
        }
        for (int value : segment.kept()) {
            writeStore(arrays[value], at, value);
        }
        if (segment.to() == locals.length) {
            writeStore(out, row, locals.length - 1);
        }
        if (checked) {
            code.lload(found).lload(foundHere).lor().lstore(found);
        }
        code.iinc(at, 1).goto_(head);
        code.labelBinding(end);
    }

    private void writeStore(int array, int index, int value) {
        code.aload(array).iload(index);
        load(value);
        code.arrayStore(arrayKind(value));
    }

    private void writeResult(int value, Shape.Result result) {
        Operation operation = result.operation();
        load(result.left());
        if (operation.arity() == 2) {
            load(result.right());
        }
        operation.write(code);
        store(value);
        writeCheck(operation.check(), result.left(), result.right(), value);
    }

    /// Joins what is found in this row, if `check` is there.
    private void writeCheck(@Nullable Check check, int left, int right, int result) {
        if (check == null) {
            return;
        }
        check.write(code, locals[left], locals[right], locals[result]);
        if (checked) {
            code.lload(foundHere).lor();
        }
        code.lstore(foundHere);
        checked = true;
    }

    private TypeKind arrayKind(int value) {
        return shape.values().get(value).lane().arrayKind();
    }

    private void load(int value) {
        code.loadLocal(shape.values().get(value).lane().localKind(), locals[value]);
    }

    private void store(int value) {
        code.storeLocal(shape.values().get(value).lane().localKind(), locals[value]);
    }
}
