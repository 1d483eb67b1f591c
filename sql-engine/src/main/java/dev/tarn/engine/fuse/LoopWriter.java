package dev.tarn.engine.fuse;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/// Writes a shape as a hidden class with one loop.
///
/// The loop is what C2 makes vectors of: one int counts to a local, arrays and constants are
/// locals, every value of a row is a local, and nothing branches out. What checks find is
/// collected, a word whose sign says that something was wrong, and joined with what was found
/// before once a row, so that there is one reduction. Results of shapes over listed rows are
/// gathered and scattered one by one.
public final class LoopWriter {
    private static final ClassDesc LOOP =
            ClassDesc.of(LoopWriter.class.getPackageName(), "GeneratedLoop");
    private static final MethodTypeDesc RUN =
            MethodTypeDesc.of(
                    ConstantDescs.CD_long,
                    ConstantDescs.CD_Object.arrayType(),
                    ConstantDescs.CD_long.arrayType(),
                    ConstantDescs.CD_Object,
                    ConstantDescs.CD_int.arrayType(),
                    ConstantDescs.CD_int);

    private final Shape shape;
    private final CodeBuilder code;

    /// The local of each value, and of the array of each input.
    private final int[] locals;

    private final int[] arrays;
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
        byte[] bytes = bytes(shape);
        try {
            MethodHandles.Lookup made = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return (FusedLoop)
                    made.findConstructor(made.lookupClass(), MethodType.methodType(void.class))
                            .invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("No class can be made of " + shape, e);
        }
    }

    private static byte[] bytes(Shape shape) {
        return ClassFile.of()
                .build(
                        LOOP,
                        type ->
                                type.withFlags(ClassFile.ACC_FINAL)
                                        .withInterfaceSymbols(
                                                ClassDesc.of(FusedLoop.class.getName()))
                                        .withMethodBody(
                                                ConstantDescs.INIT_NAME,
                                                ConstantDescs.MTD_void,
                                                0,
                                                LoopWriter::writeConstructor)
                                        .withMethodBody(
                                                "run",
                                                RUN,
                                                ClassFile.ACC_PUBLIC,
                                                code -> new LoopWriter(shape, code).writeRun()));
    }

    private static void writeConstructor(CodeBuilder code) {
        code.aload(0)
                .invokespecial(
                        ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_();
    }

    private void writeRun() {
        writeLocals();
        Label head = code.newLabel();
        Label end = code.newLabel();
        code.iconst_0().istore(at);
        code.labelBinding(head);
        code.iload(at).iload(code.parameterSlot(4)).if_icmpge(end);
        if (shape.selected()) {
            code.aload(code.parameterSlot(3)).iload(at).iaload().istore(row);
        }
        for (int value = 0; value < locals.length; value++) {
            writeValue(value);
        }
        code.aload(out).iload(row);
        load(locals.length - 1);
        code.arrayStore(shape.lane().arrayKind());
        if (checked) {
            code.lload(found).lload(foundHere).lor().lstore(found);
        }
        code.iinc(at, 1).goto_(head);
        code.labelBinding(end);
        code.lload(found).lreturn();
    }

    /// What stays the same for all rows.
    private void writeLocals() {
        int inputs = 0;
        int constants = 0;
        for (int value = 0; value < locals.length; value++) {
            switch (shape.values().get(value)) {
                case Shape.Input(Lane lane) ->
                        code.aload(code.parameterSlot(0))
                                .loadConstant(inputs++)
                                .aaload()
                                .checkcast(lane.arrayType())
                                .astore(arrays[value]);
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

    private void writeValue(int value) {
        switch (shape.values().get(value)) {
            case Shape.Input(Lane lane) -> {
                code.aload(arrays[value]).iload(row).arrayLoad(lane.arrayKind());
                store(value);
            }
            case Shape.Constant _ -> {}
            case Shape.Result(Operation operation, int left, int right) -> {
                load(left);
                if (operation.arity() == 2) {
                    load(right);
                }
                operation.write(code);
                store(value);
                writeCheck(operation.check(), left, right, value);
            }
        }
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

    private void load(int value) {
        code.loadLocal(shape.values().get(value).lane().localKind(), locals[value]);
    }

    private void store(int value) {
        code.storeLocal(shape.values().get(value).lane().localKind(), locals[value]);
    }
}
