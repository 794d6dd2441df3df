#!/bin/sh
# Writes a dump of the database into $BACKUPS (/backups), with the journal of erasures beside it as npm run backup does, and
# removes those older than $KEEP_DAYS (30). With "nightly": now if there is none of the last day, and then each night at two
# o'clock UTC. The database is told as to all of PostgreSQL's programs: PGHOST, PGUSER, PGPASSWORD, PGDATABASE.
set -eu
umask 077
BACKUPS=${BACKUPS:-/backups}

# Says by its status whether all of it was written: under "backup || true" set -e has no effect in here.
backup() {
  file=$BACKUPS/meeting-$(date -u +%Y-%m-%dT%H-%M-%SZ).dump
  # Unlike a renaming, ln fails where a file of that name exists.
  pg_dump --format=custom --no-owner --file="$file.part" && ln "$file.part" "$file" || { rm -f "$file.part"; return 1; }
  rm "$file.part" || return 1
  # The dump stays where the journal cannot be read: it is better than none.
  if [ -e "${ERASURE_JOURNAL:-}" ]; then
    cp "$ERASURE_JOURNAL" "$file.erasures" || { echo "Without the journal of erasures: $file" >&2; return 1; }
  fi
  echo "Wrote $file"
  # What was interrupted is nobody's backup; one is being written for a day at most.
  find "$BACKUPS" -maxdepth 1 -name 'meeting-*.part' -mtime +0 -delete
  find "$BACKUPS" -maxdepth 1 -name 'meeting-*.dump*' -mtime +"${KEEP_DAYS:-30}" -delete
}

mkdir -p "$BACKUPS"
# A folder of somebody else's is theirs to close.
chmod 700 "$BACKUPS" 2>/dev/null || true
if [ "${1:-}" != nightly ]; then
  backup
  exit
fi

trap 'exit 0' TERM
pause() { sleep "$1" & wait $!; }
if [ -z "$(find "$BACKUPS" -maxdepth 1 -name 'meeting-[0-9]*.dump' -mtime -1)" ]; then backup || true; fi
while :; do
  # Seconds until two o'clock; a day where it is two now.
  pause $((86400 - ($(date -u +%s) - 7200) % 86400))
  # What failed tonight, and is written on the log by pg_dump, is tried again tomorrow.
  backup || true
done
