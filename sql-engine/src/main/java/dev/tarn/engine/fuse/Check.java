package dev.tarn.engine.fuse;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Tells by a word less than 0 that an operation's result is not the number that it should be.
///
/// The formulas are those of `kernel.LongArithmetic` (Hacker's Delight, 2-13): no branches.
enum Check {
    /// `(a ^ r) & (b ^ r)`: both sides have another sign than the sum.
    SUM {
        @Override
        void write(CodeBuilder code, int a, int b, int r) {
            code.lload(a).lload(r).lxor().lload(b).lload(r).lxor().land();
        }
    },
    /// `(a ^ b) & (a ^ r)`: sides of different signs, and the difference has not the first one's.
    DIFFERENCE {
        @Override
        void write(CodeBuilder code, int a, int b, int r) {
            code.lload(a).lload(b).lxor().lload(a).lload(r).lxor().land();
        }
    },
    /// The product's upper 64 bits are not the sign of its lower ones.
    PRODUCT {
        @Override
        void write(CodeBuilder code, int a, int b, int r) {
            code.lload(a)
                    .lload(b)
                    .invokestatic(
                            ClassDesc.of("java.lang.Math"),
                            "multiplyHigh",
                            MethodTypeDesc.of(
                                    ConstantDescs.CD_long,
                                    ConstantDescs.CD_long,
                                    ConstantDescs.CD_long));
            code.lload(r).bipush(63).lshr().lxor();
            code.dup2().lneg().lor();
        }
    },
    /// `a & r`: only the least long is negative on both sides.
    NEGATION {
        @Override
        void write(CodeBuilder code, int a, int b, int r) {
            code.lload(a).lload(r).land();
        }
    },
    /// Only the least long has a negative magnitude.
    MAGNITUDE {
        @Override
        void write(CodeBuilder code, int a, int b, int r) {
            code.lload(r);
        }
    },
    /// A zero divisor, or a negative quotient of negative numbers: the least long by -1.
    QUOTIENT {
        @Override
        void write(CodeBuilder code, int a, int b, int r) {
            isZero(code.lload(b)).lneg();
            code.lload(a).lload(b).land().lload(r).land().lor();
        }
    },
    DIVISOR {
        @Override
        void write(CodeBuilder code, int a, int b, int r) {
            isZero(code.lload(b)).lneg();
        }
    },
    /// `(b - a) | (b + a)`
    BOUND {
        @Override
        void write(CodeBuilder code, int a, int b, int r) {
            code.lload(b).lload(a).lsub().lload(b).lload(a).ladd().lor();
        }
    };

    /// About how many machine operations a check is.
    static final int COST = 4;

    /// Puts the word on the stack; `a` and `b` are the locals of the operands, `r` of the result.
    abstract void write(CodeBuilder code, int a, int b, int r);

    /// From a long on the stack to 1 where it is 0, else 0.
    static CodeBuilder isZero(CodeBuilder code) {
        return code.dup2().lneg().lor().bipush(63).lushr().lconst_1().lxor();
    }
}
