import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.javarosa.form.api.FormEntryPrompt;

/** Random texts: what people type, and what a constraint's pattern asks for. */
final class Texts {
    private static final String[] WORDS = {
        "Castries", "Soufrière", "Kwéyòl", "Vieux Fort", "near the market", "O'Brien", "名前",
        "a & b < c", "\"quoted\"", "=SUM(A1:A9)", "+1758", "-5", "@home", "😀", "é\u0301", "1,5",
        "a;b", "NA", "null", "007", "12.50", "]]>", "tab\there", "line\nline", "{{x}}", "%s",
    };
    private static final String[] SHORT = {"1", "12", "2026-11", "ann@example.org", "7581234567", "x"};

    private final Blank blank;
    private final Random random;

    Texts(Blank blank, Random random) {
        this.blank = blank;
        this.random = random;
    }

    String answerTo(FormEntryPrompt prompt, int attempt) {
        List<String> patterns = blank.patterns(prompt.getIndex().getReference());
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
}
