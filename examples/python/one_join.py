# Look for: main blocked in its wait for the child: from which line, how long, and how it ended.
"""join() waits for one child."""

import multiprocessing
import sys
import time


def send_mail():
    time.sleep(0.5)
    print("the mail is sent / 邮件已发送", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    mail = multiprocessing.Process(target=send_mail, name="mail")
    mail.start()
    mail.join()
    print("and only now the next one is written / 然后才写下一封", flush=True)
