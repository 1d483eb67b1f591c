package dev.tarn.engine.plan.range;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.operator.FittingOperators;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Expressions over columns whose ranges are known, with arithmetic that is proven to stay within a
/// long done in longs.
///
/// SQL's types of sums and products of decimals are wider than their values mostly are. Where the
/// interval of such a result, and of both its sides at its scale, has at most 18 digits, the call
/// is replaced by one whose type is DECIMAL(18, s), of the same scale, which checks nothing. So an
/// expression may come back with a narrower type; `exact` gives it back its own.
final class Fitting {
    private static final Interval SHORT = Interval.ofDigits(Decimal.MAX_LONG_PRECISION);

    private final Ranges columns;

    Fitting(Ranges columns) {
        this.columns = columns;
    }

    /// An expression, and what its values may be; null where it is not a whole or decimal number.
    private record Fitted(Expr expr, @Nullable Interval interval) {}

    /// `expression` with its own type.
    Expr exact(Expr expression) {
        return mayGain(expression) ? restored(fit(expression), expression.type()) : expression;
    }

    /// `expression` as a decimal of at most 18 digits, if it is a decimal of more and that is
    /// enough for every value; else with its own type.
    Expr narrow(Expr expression) {
        if (!isWide(expression.type())) {
            return exact(expression);
        }
        Fitted fitted = fit(expression);
        Expr shortened = shortened(fitted);
        return shortened == null ? restored(fitted, expression.type()) : shortened;
    }

    /// What `expression` may be; null where no more is known than its type.
    @Nullable Interval interval(Expr expression) {
        return Interval.ofType(expression.type()) == null ? null : fit(expression).interval;
    }

    /// Whether there is arithmetic in `expression` that might become cheaper: ranges need not be
    /// asked for else.
    private static boolean mayGain(Expr expression) {
        return switch (expression) {
            case Expr.Column _, Expr.Literal _, Expr.Parameter _ -> false;
            case Expr.Call call ->
                    FittingOperators.isFitted(call.function())
                            || call.arguments().stream().anyMatch(Fitting::mayGain);
            case Expr.Cast cast -> isWide(cast.type()) || mayGain(cast.operand());
            case Expr.And and -> and.operands().stream().anyMatch(Fitting::mayGain);
            case Expr.Or or -> or.operands().stream().anyMatch(Fitting::mayGain);
            case Expr.Not not -> mayGain(not.operand());
            case Expr.IsNull isNull -> mayGain(isNull.operand());
            case Expr.In in -> mayGain(in.operand());
            case Expr.Case of ->
                    mayGain(of.otherwise())
                            || of.branches().stream()
                                    .anyMatch(branch ->
                                            mayGain(branch.condition()) || mayGain(branch.value()));
            case Expr.FieldAccess access -> mayGain(access.struct());
            case Expr.Lambda _ -> false;
        };
    }

    private Fitted fit(Expr expression) {
        return switch (expression) {
            case Expr.Column column -> new Fitted(column, interval(column));
            case Expr.Literal literal -> new Fitted(literal, interval(literal));
            case Expr.Lambda lambda -> unknown(lambda);
            case Expr.Parameter parameter -> unknown(parameter);
            case Expr.Call call -> call(call);
            case Expr.Cast cast -> cast(cast);
            case Expr.Case of -> cases(of);
            case Expr.And and -> unknown(new Expr.And(exact(and.operands())));
            case Expr.Or or -> unknown(new Expr.Or(exact(or.operands())));
            case Expr.Not not -> unknown(new Expr.Not(exact(not.operand())));
            case Expr.IsNull isNull -> unknown(new Expr.IsNull(exact(isNull.operand())));
            case Expr.In in -> unknown(new Expr.In(exact(in.operand()), in.values(), in.orNull()));
            case Expr.FieldAccess access ->
                    unknown(
                            new Expr.FieldAccess(
                                    exact(access.struct()), access.index(), access.type()));
        };
    }

    private static Fitted unknown(Expr expression) {
        return new Fitted(expression, Interval.ofType(expression.type()));
    }

    private List<Expr> exact(List<Expr> expressions) {
        return expressions.stream().map(this::exact).toList();
    }

    private @Nullable Interval interval(Expr.Column column) {
        Interval all = Interval.ofType(column.type());
        Interval known = all == null ? null : columns.of(column.ordinal());
        return known == null || all == null ? all : known.within(all);
    }

    private static @Nullable Interval interval(Expr.Literal literal) {
        return switch (literal.value()) {
            case null -> Interval.ofType(literal.type()) == null ? null : Interval.of(0, 0);
            case BigInteger unscaled -> new Interval(unscaled, unscaled);
            case Integer number when Interval.ofType(literal.type()) != null ->
                    Interval.of(number, number);
            case Long number when literal.type() == DataType.BIGINT -> Interval.of(number, number);
            default -> null;
        };
    }

    private Fitted call(Expr.Call call) {
        ScalarFunction function = call.function();
        FittingOperators.Operation operation = FittingOperators.operation(function);
        if (operation == null) {
            return unknown(new Expr.Call(function, exact(call.arguments())));
        }
        List<Fitted> sides = new ArrayList<>();
        List<Interval> scaled = new ArrayList<>();
        boolean fits = true;
        for (Expr argument : call.arguments()) {
            Fitted side = fit(argument);
            Interval interval = side.interval;
            if (interval == null) {
                return unknown(new Expr.Call(function, exact(call.arguments())));
            }
            sides.add(side);
            int digits = FittingOperators.scaleUp(function, argument.type());
            scaled.add(interval.scaledUp(digits));
            fits &= interval.isWithin(SHORT) && scaled.getLast().isWithin(SHORT);
        }
        Interval result =
                switch (operation) {
                    case ADD -> scaled.get(0).plus(scaled.get(1));
                    case SUBTRACT -> scaled.get(0).minus(scaled.get(1));
                    case MULTIPLY -> scaled.get(0).times(scaled.get(1));
                };
        Interval all = java.util.Objects.requireNonNull(Interval.ofType(call.type()));
        Expr cheap = fits && result.isWithin(SHORT) ? cheap(operation, call, sides) : null;
        return new Fitted(cheap == null ? restored(call, sides) : cheap, result.within(all));
    }

    /// The call without checks; null where it has none.
    private @Nullable Expr cheap(
            FittingOperators.Operation operation, Expr.Call call, List<Fitted> sides) {
        if (!FittingOperators.isFitted(call.function())) {
            return null;
        }
        Expr left = shortened(sides.get(0));
        Expr right = shortened(sides.get(1));
        DataType type = shortType(call.type());
        return left == null || right == null || type == null
                ? null
                : new Expr.Call(
                        FittingOperators.arithmetic(operation, left.type(), right.type(), type),
                        List.of(left, right));
    }

    private static Expr restored(Expr.Call call, List<Fitted> sides) {
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            arguments.add(restored(sides.get(i), call.arguments().get(i).type()));
        }
        return new Expr.Call(call.function(), arguments);
    }

    private Fitted cast(Expr.Cast cast) {
        Fitted operand = fit(cast.operand());
        Interval from = operand.interval;
        if (from == null || !(cast.type() instanceof Decimal to)) {
            Expr same = restored(operand, cast.operand().type());
            return unknown(new Expr.Cast(same, cast.type(), cast.orNull()));
        }
        int digits = to.scale() - scale(cast.operand().type());
        Interval result = digits < 0 ? from.scaledDown(-digits) : from.scaledUp(digits);
        Interval all = Interval.ofDigits(to.precision());
        if (digits >= 0 && result.isWithin(all) && result.isWithin(SHORT)) {
            Expr shortened = shortened(operand);
            DataType type = shortType(to);
            if (shortened != null && type instanceof Decimal narrow) {
                ScalarFunction function = FittingOperators.scaled(shortened.type(), narrow, digits);
                return new Fitted(new Expr.Call(function, List.of(shortened)), result);
            }
        }
        Expr same = restored(operand, cast.operand().type());
        return new Fitted(new Expr.Cast(same, to, cast.orNull()), result.within(all));
    }

    private Fitted cases(Expr.Case of) {
        List<Fitted> values = new ArrayList<>();
        for (Expr.Branch branch : of.branches()) {
            values.add(fit(branch.value()));
        }
        values.add(fit(of.otherwise()));
        Interval hull = values.getFirst().interval;
        for (Fitted value : values) {
            hull = hull == null || value.interval == null ? null : hull.hull(value.interval);
        }
        List<Expr> narrow = isWide(of.type()) ? allShortened(values) : null;
        List<Expr> results = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            results.add(narrow == null ? restored(values.get(i), of.type()) : narrow.get(i));
        }
        List<Expr.Branch> branches = new ArrayList<>();
        for (int i = 0; i < of.branches().size(); i++) {
            branches.add(new Expr.Branch(exact(of.branches().get(i).condition()), results.get(i)));
        }
        return new Fitted(
                new Expr.Case(branches, results.getLast(), results.getLast().type()), hull);
    }

    /// All as decimals of 18 digits; null where one does not fit.
    private static @Nullable List<Expr> allShortened(List<Fitted> values) {
        List<Expr> shortened = new ArrayList<>();
        for (Fitted value : values) {
            Expr one = shortened(value);
            if (one == null || !(one.type() instanceof Decimal decimal)) {
                return null;
            }
            Decimal type = new Decimal(Decimal.MAX_LONG_PRECISION, decimal.scale());
            if (!decimal.equals(type)) {
                one =
                        one instanceof Expr.Literal literal
                                ? new Expr.Literal(literal.value(), type)
                                : new Expr.Call(
                                        FittingOperators.scaled(decimal, type, 0), List.of(one));
            }
            shortened.add(one);
        }
        return shortened;
    }

    /// The value in a type that is kept as longs; null where it does not fit.
    private static @Nullable Expr shortened(Fitted fitted) {
        Expr expr = fitted.expr;
        if (!isWide(expr.type())) {
            return expr;
        }
        Decimal narrow = shortType(expr.type()) instanceof Decimal decimal ? decimal : null;
        if (narrow == null || fitted.interval == null || !fitted.interval.isWithin(SHORT)) {
            return null;
        }
        return expr instanceof Expr.Literal literal
                ? new Expr.Literal(literal.value(), narrow)
                : new Expr.Call(
                        FittingOperators.narrowed((Decimal) expr.type(), narrow), List.of(expr));
    }

    /// The value in `type` again, which may have more digits, and has the same scale.
    private static Expr restored(Fitted fitted, DataType type) {
        Expr expr = fitted.expr;
        if (expr.type().equals(type)) {
            return expr;
        }
        ScalarFunction function = FittingOperators.widened((Decimal) expr.type(), (Decimal) type);
        return new Expr.Call(function, List.of(expr));
    }

    static boolean isWide(DataType type) {
        return type instanceof Decimal decimal && decimal.precision() > Decimal.MAX_LONG_PRECISION;
    }

    /// `type`, or that of 18 digits and the same scale; null where the scale alone is greater.
    private static @Nullable DataType shortType(DataType type) {
        if (!(type instanceof Decimal decimal) || !isWide(type)) {
            return type;
        }
        return decimal.scale() > Decimal.MAX_LONG_PRECISION
                ? null
                : new Decimal(Decimal.MAX_LONG_PRECISION, decimal.scale());
    }

    private static int scale(DataType type) {
        return type instanceof Decimal decimal ? decimal.scale() : 0;
    }
}
