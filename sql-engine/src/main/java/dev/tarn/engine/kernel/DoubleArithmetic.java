package dev.tarn.engine.kernel;

/// IEEE arithmetic on the first `count` elements of double and float arrays. Never fails: division
/// by zero gives an infinity or NaN, as in Trino.
public final class DoubleArithmetic {
    private DoubleArithmetic() {}

    public static void add(double[] left, double[] right, double[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] + right[i];
        }
    }

    public static void subtract(double[] left, double[] right, double[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] - right[i];
        }
    }

    public static void multiply(double[] left, double[] right, double[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] * right[i];
        }
    }

    public static void divide(double[] left, double[] right, double[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] / right[i];
        }
    }

    public static void modulus(double[] left, double[] right, double[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] % right[i];
        }
    }

    public static void add(float[] left, float[] right, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] + right[i];
        }
    }

    public static void subtract(float[] left, float[] right, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] - right[i];
        }
    }

    public static void multiply(float[] left, float[] right, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] * right[i];
        }
    }

    public static void divide(float[] left, float[] right, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] / right[i];
        }
    }

    public static void modulus(float[] left, float[] right, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] = left[i] % right[i];
        }
    }
}
