import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.condition.Constraint;
import org.javarosa.core.model.condition.IConditionExpr;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.xpath.XPathConditional;

/** Random texts: what people type, and what a constraint's pattern asks for. */
final class Texts {
    private static final Pattern REGEX =
            Pattern.compile(
                    "regex\\(.*?,\\s*('([^']*)'|\"([^\"]*)\")\\s*\\)(?=\\s*(?:and\\b|or\\b|\\)|$))");
    private static final String[] WORDS = {
        "Castries", "Soufrière", "Kwéyòl", "Vieux Fort", "near the market", "O'Brien", "名前",
        "a & b < c", "\"quoted\"", "=SUM(A1:A9)", "+1758", "-5", "@home", "😀", "é\u0301", "1,5",
        "a;b", "NA", "null", "007", "12.50", "]]>", "tab\there", "line\nline", "{{x}}", "%s",
    };
    private static final String[] SHORT = {"1", "12", "2026-11", "ann@example.org", "7581234567", "x"};

    private final FormDef form;
    private final Random random;

    Texts(FormDef form, Random random) {
        this.form = form;
        this.random = random;
    }

    String answerTo(FormEntryPrompt prompt, int attempt) {
        List<String> patterns = patterns(prompt);
        if (!patterns.isEmpty() && attempt % 4 != 3) {
            String pattern = patterns.get(random.nextInt(patterns.size()));
            String text = new Patterns(random).matching(pattern);
            return random.nextInt(4) == 0 ? text.toLowerCase(Locale.ROOT) : text;
        }
        if (attempt % 4 == 2) {
            return SHORT[random.nextInt(SHORT.length)];
        }
        return words();
    }

    private String words() {
        StringBuilder text = new StringBuilder();
        for (int left = 1 + random.nextInt(random.nextInt(10) == 0 ? 200 : 4); left > 0; left--) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(left > 1 ? " " : "");
        }
        return random.nextInt(15) == 0 ? "  " + text + " " : text.toString();
    }

    private List<String> patterns(FormEntryPrompt prompt) {
        List<String> found = new ArrayList<>();
        Matcher each = REGEX.matcher(constraint(prompt));
        while (each.find()) {
            found.add(each.group(2) != null ? each.group(2) : each.group(3));
        }
        return found;
    }

    private String constraint(FormEntryPrompt prompt) {
        Constraint constraint =
                form.getMainInstance()
                        .resolveReference(prompt.getIndex().getReference())
                        .getConstraint();
        IConditionExpr expression = constraint == null ? null : constraint.constraint;
        return expression instanceof XPathConditional conditional && conditional.xpath != null
                ? conditional.xpath
                : "";
    }
}
