package dev.tarn.engine.fuse;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Array;

/// What values a loop computes with, and so the class of its arrays.
public enum Lane {
    BOOLEAN(TypeKind.BOOLEAN, boolean[].class),
    INT(TypeKind.INT, int[].class),
    LONG(TypeKind.LONG, long[].class),
    FLOAT(TypeKind.FLOAT, float[].class),
    DOUBLE(TypeKind.DOUBLE, double[].class);

    private final TypeKind kind;
    private final Class<?> array;

    Lane(TypeKind kind, Class<?> array) {
        this.kind = kind;
        this.array = array;
    }

    /// A new array of `length` values.
    public Object newArray(int length) {
        return Array.newInstance(array.getComponentType(), length);
    }

    /// The bits that stand for `number` among the constants of a loop.
    public long bits(Number number) {
        return switch (this) {
            case BOOLEAN, INT -> number.intValue();
            case LONG -> number.longValue();
            case FLOAT -> Float.floatToRawIntBits(number.floatValue());
            case DOUBLE -> Double.doubleToRawLongBits(number.doubleValue());
        };
    }

    TypeKind arrayKind() {
        return kind;
    }

    TypeKind localKind() {
        return kind.asLoadable();
    }

    ClassDesc arrayType() {
        return array.describeConstable().orElseThrow();
    }

    /// From bits on the stack to the value.
    void fromBits(CodeBuilder code) {
        switch (this) {
            case BOOLEAN, INT -> code.l2i();
            case LONG -> {}
            case FLOAT ->
                    code.l2i()
                            .invokestatic(
                                    ConstantDescs.CD_Float,
                                    "intBitsToFloat",
                                    MethodTypeDesc.of(
                                            ConstantDescs.CD_float, ConstantDescs.CD_int));
            case DOUBLE ->
                    code.invokestatic(
                            ConstantDescs.CD_Double,
                            "longBitsToDouble",
                            MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_long));
        }
    }
}
