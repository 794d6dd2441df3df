#!/bin/sh
# Writes a dump of the database and a copy of the erasure journal into $BACKUPS (/backups), as npm run backup does, and deletes
# backups older than $KEEP_DAYS (30 days). With the argument "nightly" it runs each night at 02:00 UTC, and at once if the last
# backup is older than a day. PGHOST, PGUSER, PGPASSWORD and PGDATABASE name the database, as for all programs of PostgreSQL.
set -eu
umask 077
BACKUPS=${BACKUPS:-/backups}

# Returns a status other than 0 if anything could not be written. Each command checks its own status, because set -e has no effect
# inside a function that is called as "backup || true".
backup() {
  file=$BACKUPS/meeting-$(date -u +%Y-%m-%dT%H-%M-%SZ).dump
  # ln instead of mv, because it fails if a file of that name exists.
  pg_dump --format=custom --no-owner --file="$file.part" && ln "$file.part" "$file" || { rm -f "$file.part"; return 1; }
  rm "$file.part" || return 1
  # If the journal cannot be read, the dump is kept: it is better than no backup.
  if [ -e "${ERASURE_JOURNAL:-}" ]; then
    cp "$ERASURE_JOURNAL" "$file.erasures" || { echo "Without the journal of erasures: $file" >&2; return 1; }
  fi
  echo "Wrote $file"
  # Incomplete dumps of interrupted runs are deleted after a day; no dump takes longer.
  find "$BACKUPS" -maxdepth 1 -name 'meeting-*.part' -mtime +0 -delete
  find "$BACKUPS" -maxdepth 1 -name 'meeting-*.dump*' -mtime +"${KEEP_DAYS:-30}" -delete
}

mkdir -p "$BACKUPS"
# chmod fails if another user owns the folder; its permissions are then up to that user.
chmod 700 "$BACKUPS" 2>/dev/null || true
if [ "${1:-}" != nightly ]; then
  backup
  exit
fi

trap 'exit 0' TERM
pause() { sleep "$1" & wait $!; }
if [ -z "$(find "$BACKUPS" -maxdepth 1 -name 'meeting-[0-9]*.dump' -mtime -1)" ]; then backup || true; fi
while :; do
  # The seconds until 02:00 UTC; a whole day if it is 02:00 now.
  pause $((86400 - ($(date -u +%s) - 7200) % 86400))
  # pg_dump has logged a failure; the next attempt is the next night.
  backup || true
done
