package dev.millrace.streams.scoring.math;

import static java.util.Map.entry;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.MapBasedFunctionDictionary;
import com.ezylang.evalex.config.MapBasedOperatorDictionary;
import com.ezylang.evalex.functions.basic.AbsFunction;
import com.ezylang.evalex.functions.basic.Log10Function;
import com.ezylang.evalex.functions.basic.LogFunction;
import com.ezylang.evalex.functions.trigonometric.AcosRFunction;
import com.ezylang.evalex.functions.trigonometric.AsinRFunction;
import com.ezylang.evalex.functions.trigonometric.AtanRFunction;
import com.ezylang.evalex.functions.trigonometric.CosRFunction;
import com.ezylang.evalex.functions.trigonometric.CotRFunction;
import com.ezylang.evalex.functions.trigonometric.CscRFunction;
import com.ezylang.evalex.functions.trigonometric.SecRFunction;
import com.ezylang.evalex.functions.trigonometric.SinRFunction;
import com.ezylang.evalex.functions.trigonometric.TanRFunction;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.operators.arithmetic.InfixDivisionOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMinusOperator;
import com.ezylang.evalex.operators.arithmetic.InfixMultiplicationOperator;
import com.ezylang.evalex.operators.arithmetic.InfixPlusOperator;
import com.ezylang.evalex.parser.ParseException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.Optional;

/**
 * Computes formulas by EvalEx, with {@value #DIGITS} digits. Of what EvalEx offers only arithmetic is let in, and what could
 * take long is bounded: see {@link BoundedOperations}. Safe on any thread.
 */
final class Arithmetic {

    static final int DIGITS = 34;

    private static final int MAX_DEPTH = 500;

    @SuppressWarnings("unchecked") // an array of entries, made for a parameter of theirs
    private static final ExpressionConfiguration ALLOWED = ExpressionConfiguration.builder()
            .mathContext(new MathContext(DIGITS))
            .maxRecursionDepth(MAX_DEPTH)
            .powerOfPrecedence(OperatorIfc.OPERATOR_PRECEDENCE_POWER_HIGHER)
            .arraysAllowed(false)
            .structuresAllowed(false)
            .implicitMultiplicationAllowed(false)
            .operatorDictionary(MapBasedOperatorDictionary.ofOperators(
                    entry("+", new InfixPlusOperator()),
                    entry("-", new InfixMinusOperator()),
                    entry("*", new InfixMultiplicationOperator()),
                    entry("/", new InfixDivisionOperator()),
                    entry("^", new BoundedOperations.Power())))
            .functionDictionary(MapBasedFunctionDictionary.ofFunctions(
                    entry("ABS", new AbsFunction()),
                    entry("ROOT", new BoundedOperations.Root()),
                    entry("FACT", new BoundedOperations.Factorial()),
                    entry("BINOM", new BoundedOperations.Binomial()),
                    entry("LN", new LogFunction()),
                    entry("LG", new Log10Function()),
                    entry("SIN", new SinRFunction()),
                    entry("COS", new CosRFunction()),
                    entry("TAN", new TanRFunction()),
                    entry("COT", new CotRFunction()),
                    entry("SEC", new SecRFunction()),
                    entry("CSC", new CscRFunction()),
                    entry("ASIN", new AsinRFunction()),
                    entry("ACOS", new AcosRFunction()),
                    entry("ATAN", new AtanRFunction())))
            .build();

    private Arithmetic() {}

    /**
     * The value of a formula.
     *
     * @param variables their values by name
     * @return empty if it has none: a division by zero, the root of a negative number, a power beyond the bound
     */
    static Optional<BigDecimal> compute(String formula, Map<String, BigDecimal> variables) {
        try {
            return Optional.of(new Expression(formula, ALLOWED)
                    .withValues(variables)
                    .evaluate()
                    .getNumberValue());
        } catch (EvaluationException | ParseException | ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
