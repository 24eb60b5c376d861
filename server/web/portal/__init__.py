"""The portal: the pages that anybody may read, and the reports that anybody may send."""
