import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.data.AnswerDataFactory;
import org.javarosa.core.model.data.UncastData;
import org.javarosa.form.api.FormEntryPrompt;

/** Texts that do not fit the type of a question, as JavaRosa itself judges. */
final class Misfits {
    private static final Map<Integer, List<String>> TEXTS =
            Map.of(
                    Constants.DATATYPE_INTEGER, List.of("abc", "1.5", "12x", "--3", "2147483648", "1e3"),
                    Constants.DATATYPE_DECIMAL, List.of("abc", "1.2.3", "--3", "12x", "1,5"),
                    Constants.DATATYPE_DATE, List.of("2026-02-30", "yesterday", "2026-13-01", "12"),
                    Constants.DATATYPE_DATE_TIME, List.of("soon", "2026-02-30T10:00:00.000-04:00"),
                    Constants.DATATYPE_TIME, List.of("25:00:00.000-04:00", "noon", "12:61"));

    private final Random random;

    Misfits(Random random) {
        this.random = random;
    }

    Optional<String> oneFor(FormEntryPrompt prompt) {
        int type = prompt.getDataType();
        List<String> texts =
                TEXTS.getOrDefault(type, List.of()).stream()
                        .filter(text -> isRefused(type, text))
                        .collect(Collectors.toList());
        return texts.isEmpty()
                ? Optional.empty()
                : Optional.of(texts.get(random.nextInt(texts.size())));
    }

    private static boolean isRefused(int type, String text) {
        try {
            AnswerDataFactory.templateByDataType(type).cast(new UncastData(text));
            return false;
        } catch (RuntimeException refused) {
            return true;
        }
    }
}
