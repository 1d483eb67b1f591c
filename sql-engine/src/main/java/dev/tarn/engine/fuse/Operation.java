package dev.tarn.engine.fuse;

import static dev.tarn.engine.fuse.Lane.BOOLEAN;
import static dev.tarn.engine.fuse.Lane.DOUBLE;
import static dev.tarn.engine.fuse.Lane.FLOAT;
import static dev.tarn.engine.fuse.Lane.INT;
import static dev.tarn.engine.fuse.Lane.LONG;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;

/// What a loop can do with the values of a row: Java's operation on one or two of them, so that
/// integers wrap, and comparisons with NaN are false but for not equal.
///
/// Some have a [Check], which tells whether the result is not the number that it should be.
public enum Operation {
    ADD_LONGS(LONG, LONG, 2, CodeBuilder::ladd),
    SUBTRACT_LONGS(LONG, LONG, 2, CodeBuilder::lsub),
    MULTIPLY_LONGS(LONG, LONG, 2, CodeBuilder::lmul),
    NEGATE_LONG(LONG, LONG, 1, CodeBuilder::lneg),
    ADD_LONGS_EXACT(ADD_LONGS, Check.SUM),
    SUBTRACT_LONGS_EXACT(SUBTRACT_LONGS, Check.DIFFERENCE),
    MULTIPLY_LONGS_EXACT(MULTIPLY_LONGS, Check.PRODUCT),
    NEGATE_LONG_EXACT(NEGATE_LONG, Check.NEGATION),
    ABS_LONG(LONG, LONG, 1, code -> math(code, "abs", LONG)),
    ABS_LONG_EXACT(ABS_LONG, Check.MAGNITUDE),
    /// Of division by zero the left value.
    DIVIDE_LONGS(LONG, LONG, 2, code -> withoutZero(code).ldiv()),
    DIVIDE_LONGS_EXACT(DIVIDE_LONGS, Check.QUOTIENT),
    /// Of division by zero 0.
    MODULUS_LONGS(LONG, LONG, 2, code -> withoutZero(code).lrem()),
    MODULUS_LONGS_EXACT(MODULUS_LONGS, Check.DIVISOR),
    /// The left value, checked to be between minus and plus the right one, which is positive.
    LONG_WITHIN(LONG, LONG, 2, CodeBuilder::pop2, Check.BOUND),

    ADD_FLOATS(FLOAT, FLOAT, 2, CodeBuilder::fadd),
    SUBTRACT_FLOATS(FLOAT, FLOAT, 2, CodeBuilder::fsub),
    MULTIPLY_FLOATS(FLOAT, FLOAT, 2, CodeBuilder::fmul),
    DIVIDE_FLOATS(FLOAT, FLOAT, 2, CodeBuilder::fdiv),
    NEGATE_FLOAT(FLOAT, FLOAT, 1, CodeBuilder::fneg),

    ADD_DOUBLES(DOUBLE, DOUBLE, 2, CodeBuilder::dadd),
    SUBTRACT_DOUBLES(DOUBLE, DOUBLE, 2, CodeBuilder::dsub),
    MULTIPLY_DOUBLES(DOUBLE, DOUBLE, 2, CodeBuilder::dmul),
    DIVIDE_DOUBLES(DOUBLE, DOUBLE, 2, CodeBuilder::ddiv),
    NEGATE_DOUBLE(DOUBLE, DOUBLE, 1, CodeBuilder::dneg),
    ABS_DOUBLE(DOUBLE, DOUBLE, 1, code -> math(code, "abs", DOUBLE)),
    SQRT(DOUBLE, DOUBLE, 1, code -> math(code, "sqrt", DOUBLE)),
    FLOOR(DOUBLE, DOUBLE, 1, code -> math(code, "floor", DOUBLE)),
    CEIL(DOUBLE, DOUBLE, 1, code -> math(code, "ceil", DOUBLE)),

    INT_TO_LONG(INT, LONG, 1, CodeBuilder::i2l),
    INT_TO_DOUBLE(INT, DOUBLE, 1, CodeBuilder::i2d),
    LONG_TO_DOUBLE(LONG, DOUBLE, 1, CodeBuilder::l2d),
    FLOAT_TO_DOUBLE(FLOAT, DOUBLE, 1, CodeBuilder::f2d),
    DOUBLE_TO_FLOAT(DOUBLE, FLOAT, 1, CodeBuilder::d2f),

    EQUAL_DOUBLES(DOUBLE, BOOLEAN, 2, code -> test(code.dcmpg(), Opcode.IFEQ)),
    NOT_EQUAL_DOUBLES(DOUBLE, BOOLEAN, 2, code -> test(code.dcmpg(), Opcode.IFNE)),
    LESS_DOUBLES(DOUBLE, BOOLEAN, 2, code -> test(code.dcmpg(), Opcode.IFLT)),
    LESS_OR_EQUAL_DOUBLES(DOUBLE, BOOLEAN, 2, code -> test(code.dcmpg(), Opcode.IFLE));

    private final Lane operand;
    private final Lane lane;
    private final int arity;
    private final Consumer<CodeBuilder> body;
    private final @Nullable Check check;

    Operation(Lane operand, Lane lane, int arity, Consumer<CodeBuilder> body) {
        this(operand, lane, arity, body, null);
    }

    Operation(Operation unchecked, Check check) {
        this(unchecked.operand, unchecked.lane, unchecked.arity, unchecked.body, check);
    }

    Operation(
            Lane operand, Lane lane, int arity, Consumer<CodeBuilder> body, @Nullable Check check) {
        this.operand = operand;
        this.lane = lane;
        this.arity = arity;
        this.body = body;
        this.check = check;
    }

    /// What it takes.
    public Lane operand() {
        return operand;
    }

    /// How many of them.
    public int arity() {
        return arity;
    }

    /// What it gives.
    public Lane lane() {
        return lane;
    }

    @Nullable Check check() {
        return check;
    }

    /// About how many machine operations it is.
    int cost() {
        return check == null ? 1 : 1 + Check.COST;
    }

    /// From operands on the stack to the result.
    void write(CodeBuilder code) {
        body.accept(code);
    }

    private static CodeBuilder math(CodeBuilder code, String method, Lane lane) {
        ClassDesc type = lane.arrayType().componentType();
        ClassDesc math = ClassDesc.of("java.lang.Math");
        return code.invokestatic(math, method, MethodTypeDesc.of(type, type));
    }

    /// From operands on the stack to 1 where `holds`, else 0.
    private static CodeBuilder test(CodeBuilder code, Opcode holds) {
        return code.ifThenElse(holds, CodeBuilder::iconst_1, CodeBuilder::iconst_0);
    }

    /// Makes 1 of a 0 on the stack, without a branch.
    private static CodeBuilder withoutZero(CodeBuilder code) {
        return Check.isZero(code.dup2()).lor();
    }
}
