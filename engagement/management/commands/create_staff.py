"""`manage.py create_staff EMAIL`: a staff account that can sign in at once."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from engagement.models import User
from engagement.services.accounts import GROUPS, create_staff


class Command(BaseCommand):
    help = "Make a staff account with a verified e-mail address. Asks for the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="As colleagues see it in histories.")
        parser.add_argument("--group", choices=sorted(GROUPS), help="What the account may change.")
        parser.add_argument("--superuser", action="store_true", help="May change everything.")
        parser.add_argument(
            "--password-stdin", action="store_true", help="Read the password from standard input."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email: str = options["email"].strip().lower()
        if not options["group"] and not options["superuser"]:
            raise CommandError(
                "Say what the account may do. Hint: --group "
                f"{' or --group '.join(sorted(GROUPS))}, or --superuser"
            )
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an e-mail address.") from None
        if User.objects.filter(email=email).exists():
            raise CommandError(f"There is already an account for {email}.")
        password = self.password(from_stdin=options["password_stdin"])
        try:
            validate_password(password, User(email=email, name=options["name"]))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        try:
            create_staff(
                email=email, name=options["name"], password=password, group=options["group"],
                superuser=options["superuser"],
            )  # fmt: skip
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{email} can sign in at /admin/. Set up the second factor there.")

    def password(self, *, from_stdin: bool) -> str:
        """The password, never shown: from standard input, or typed twice."""
        if from_stdin:
            password = sys.stdin.readline().rstrip("\r\n")
        elif not sys.stdin.isatty():
            raise CommandError("No terminal to ask for the password. Hint: --password-stdin")
        else:
            password = getpass.getpass("Password: ")
            if getpass.getpass("The same again: ") != password:
                raise CommandError("The two passwords differ. Nothing was stored.")
        if not password:
            raise CommandError("The password is empty. Nothing was stored.")
        return password
