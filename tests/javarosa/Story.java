import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.javarosa.core.util.MathUtils;

/** What one person did with a form, step by step, and the chance that the form drew meanwhile. */
final class Story {
    private final List<List<String>> steps = new ArrayList<>();
    private final List<Double> drawn = new ArrayList<>();
    private final long now = System.currentTimeMillis();

    /** Let JavaRosa draw its random numbers from here, so that they can be told. */
    Story(Random random) throws ReflectiveOperationException {
        Field field = MathUtils.class.getDeclaredField("r");
        field.setAccessible(true);
        field.set(null, new Teller(random.nextLong()));
    }

    void tell(String... step) {
        steps.add(Arrays.asList(step));
    }

    String asJson(String instanceId, String xml) throws java.io.IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("now", now);
        all.put("instanceId", instanceId);
        all.put("random", drawn);
        all.put("steps", steps);
        all.put("xml", xml);
        return new ObjectMapper().writeValueAsString(all);
    }

    private final class Teller extends Random {
        Teller(long seed) {
            super(seed);
        }

        @Override
        public double nextDouble() {
            double value = super.nextDouble();
            drawn.add(value);
            return value;
        }
    }
}
