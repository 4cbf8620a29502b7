"""Who may: people, programs, what each of them may do, and how they show who they are."""
