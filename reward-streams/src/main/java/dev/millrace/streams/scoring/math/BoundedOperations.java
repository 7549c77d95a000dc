package dev.millrace.streams.scoring.math;

import com.ezylang.evalex.EvaluationException;
import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.operators.AbstractOperator;
import com.ezylang.evalex.operators.InfixOperator;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.parser.Token;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Operations that could take for ever or fill the memory, with a bound: powers to a size of 10^{@value #MAX_EXPONENT}, factorials
 * of up to {@value #MAX_FACTORIAL}. Stateless, safe on any thread.
 */
final class BoundedOperations {

    static final int MAX_EXPONENT = 1_000;
    static final int MAX_FACTORIAL = 200;

    private static final int MAX_ROOT = 100;
    private static final MathContext MATH = new MathContext(Arithmetic.DIGITS);

    private BoundedOperations() {}

    /** {@code base ^ exponent}, with whole exponents exact to the last digit and others to those of a double. */
    @InfixOperator(precedence = OperatorIfc.OPERATOR_PRECEDENCE_POWER, leftAssociative = false)
    static final class Power extends AbstractOperator {

        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands)
                throws EvaluationException {
            BigDecimal base = operands[0].getNumberValue();
            BigDecimal exponent = operands[1].getNumberValue();
            double size = base.signum() == 0
                    ? 0
                    : (base.precision() - base.scale()) * exponent.abs().doubleValue();
            if (!(Math.abs(size) <= MAX_EXPONENT) || exponent.abs().compareTo(BigDecimal.valueOf(100_000)) > 0) {
                throw new EvaluationException(token, "a power that is too large or too small");
            }
            boolean whole =
                    exponent.signum() == 0 || exponent.stripTrailingZeros().scale() <= 0;
            BigDecimal result = whole
                    ? base.pow(exponent.abs().intValueExact(), MATH)
                    : new BigDecimal(Math.pow(base.doubleValue(), exponent.doubleValue()));
            return expression.convertValue(
                    whole && exponent.signum() < 0 ? BigDecimal.ONE.divide(result, MATH) : result);
        }

        @Override
        public int getPrecedence(ExpressionConfiguration configuration) {
            return configuration.getPowerOfPrecedence();
        }
    }

    /** {@code ROOT(x, n)}; of an odd degree also of negative numbers. */
    @FunctionParameter(name = "value")
    @FunctionParameter(name = "degree")
    static final class Root extends AbstractFunction {

        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands)
                throws EvaluationException {
            BigDecimal value = operands[0].getNumberValue();
            int degree = within(operands[1].getNumberValue(), MAX_ROOT, token);
            if (degree < 1 || (degree % 2 == 0 && value.signum() < 0)) {
                throw new EvaluationException(token, "a root that is no real number");
            }
            if (degree == 2) {
                return expression.convertValue(value.sqrt(MATH));
            }
            double root = Math.pow(value.abs().doubleValue(), 1.0 / degree);
            return expression.convertValue(new BigDecimal(Math.copySign(root, value.signum())));
        }
    }

    /** {@code FACT(n)}. */
    @FunctionParameter(name = "value", nonNegative = true)
    static final class Factorial extends AbstractFunction {

        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands)
                throws EvaluationException {
            int n = within(operands[0].getNumberValue(), MAX_FACTORIAL, token);
            return expression.convertValue(falling(n, n));
        }
    }

    /** {@code BINOM(n, k)}. */
    @FunctionParameter(name = "n", nonNegative = true)
    @FunctionParameter(name = "k", nonNegative = true)
    static final class Binomial extends AbstractFunction {

        @Override
        public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... operands)
                throws EvaluationException {
            int n = within(operands[0].getNumberValue(), MAX_FACTORIAL, token);
            int k = within(operands[1].getNumberValue(), MAX_FACTORIAL, token);
            return expression.convertValue(falling(n, k).divide(falling(k, k), MATH));
        }
    }

    /** {@code n (n − 1) … (n − k + 1)}. */
    private static BigDecimal falling(int n, int k) {
        BigDecimal product = BigDecimal.ONE;
        for (int i = 0; i < k; i++) {
            product = product.multiply(BigDecimal.valueOf(n - i), MATH);
        }
        return product;
    }

    private static int within(BigDecimal value, int most, Token token) throws EvaluationException {
        if (value.abs().compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new EvaluationException(token, "a number above " + most);
        }
        try {
            return value.setScale(0, RoundingMode.UNNECESSARY).intValueExact();
        } catch (ArithmeticException e) {
            throw new EvaluationException(token, "no whole number");
        }
    }
}
